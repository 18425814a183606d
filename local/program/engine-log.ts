import type { ServerUnaryCall, sendUnaryData, UntypedServiceImplementation } from "@grpc/grpc-js";
import {
  GetRootResourceResponse,
  type LogRequest,
  LogSeverity,
  RequirePulumiVersionResponse,
  type SetRootResourceRequest,
  SetRootResourceResponse,
} from "@pulumi/pulumi/proto/engine_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

/** The engine's side of the SDK's Engine interface: takes what the program says. */
export class EngineLog {
  readonly errors: string[] = [];
  readonly warnings: string[] = [];
  private root = "";

  /** The service as a gRPC server wants it. */
  handlers(): UntypedServiceImplementation {
    return {
      log: (call: ServerUnaryCall<LogRequest, Empty>, answer: sendUnaryData<Empty>) => {
        this.take(call.request);
        answer(null, new Empty());
      },
      setRootResource: (
        call: ServerUnaryCall<SetRootResourceRequest, SetRootResourceResponse>,
        answer: sendUnaryData<SetRootResourceResponse>,
      ) => {
        this.root = call.request.getUrn();
        answer(null, new SetRootResourceResponse());
      },
      getRootResource: (_call: unknown, answer: sendUnaryData<GetRootResourceResponse>) => {
        const response = new GetRootResourceResponse();
        response.setUrn(this.root);
        answer(null, response);
      },
      requirePulumiVersion: (_call: unknown, answer: sendUnaryData<RequirePulumiVersionResponse>) =>
        answer(null, new RequirePulumiVersionResponse()),
    };
  }

  private take(message: LogRequest): void {
    if (message.getSeverity() === LogSeverity.ERROR) this.errors.push(message.getMessage());
    if (message.getSeverity() === LogSeverity.WARNING) this.warnings.push(message.getMessage());
  }
}
