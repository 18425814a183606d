import type { EventEmitter } from "node:events";
import type { Deployment } from "../cloud/deployment";
import type { NetworkState } from "../cloud/network-state";
import type { CloudEvents } from "../cloud/supervisor";

/** What the page needs of whoever runs the local cloud. */
export interface PageWorld extends EventEmitter<CloudEvents> {
  readonly deployment: Deployment;
  readonly network: NetworkState;
  isRunning(region: string): boolean;
  killRegion(region: string): void;
  reviveRegion(region: string): Promise<void>;
  change(change: Partial<NetworkState>): void;
  tell(source: string, text: string, data?: unknown): void;
}
