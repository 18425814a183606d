import { isAutomatic, type WorkflowInput } from "../../functions/core/workflow";
import type { Approval } from "../checkers/facts";
import type { Random } from "../engine/random";
import type { Approvers } from "./scenario";
import type { World } from "./world";

/** What one person says, with which secret, and how long that takes. */
interface Word {
  readonly subject: string;
  readonly decision: "approve" | "deny";
  readonly afterMs: number;
  /** Somebody who was not asked guesses the secret. */
  readonly guesses?: true;
}

/** The message to those who may answer. */
interface Question {
  readonly move?: { readonly epoch?: number; readonly by?: string };
  readonly request?: string;
  readonly body?: { readonly token?: string };
}

/** A question as it was asked, and who agreed. */
interface Asked {
  readonly atMs: number;
  readonly by: string;
  readonly approved: Set<string>;
}

/** Operators are known as IAM knows them. */
const userArn = (name: string) => `arn:aws:iam::000000000000:user/${name}`;

const [ANN, BOB] = [userArn("ann"), userArn("bob")];

const WORDS: Readonly<Record<Approvers, (random: Random) => readonly Word[]>> = {
  prompt: () => [said(ANN, "approve", 3_000), said(BOB, "approve", 8_000)],
  slow: () => [said(ANN, "approve", 30_000), said(BOB, "approve", 80_000)],
  divided: (random) => {
    const afterMs = random.between(2_000, 20_000);
    return [said(ANN, "approve", afterMs), said(BOB, "deny", afterMs + random.int(3))];
  },
  refusing: () => [said(ANN, "deny", 5_000)],
  silent: () => [],
};

/** Always tries: a stranger who guesses the secret. */
const STRANGER: Word = {
  subject: userArn("mallory"),
  decision: "approve",
  afterMs: 1_000,
  guesses: true,
};

function said(subject: string, decision: Word["decision"], afterMs: number): Word {
  return { subject, decision, afterMs };
}

/** A person's patience with the approval endpoint. */
const TIMEOUT_MS = 10_000;
const TRIES = 4;
/** From the beginning of a question until it reaches people, at most. */
const ASKING_MS = 20_000;
const WRONG_TOKEN = "0".repeat(40);

/** Operators: they order moves, stop workflows and answer when they are asked. */
export class People {
  private readonly random: Random;
  private orders = 0;
  /** Questions by the epoch that they would lead to. */
  private readonly questions = new Map<number, Asked[]>();

  constructor(private readonly world: World) {
    this.random = world.random.fork("people");
  }

  /** Somebody orders a region to take over, whatever goes on. */
  order(kind: WorkflowInput["kind"], to: string, by = "operator"): void {
    const { world } = this;
    const authority = world.states.readAuthority(to);
    const machine = world.topology.regions[to]?.stateMachines[0];
    const from = world.peerOf(to);
    if (!machine || !authority || authority.active === to) return;
    this.orders += 1;
    const input: WorkflowInput = {
      kind,
      to,
      from,
      epoch: authority.epoch,
      graceful: kind === "failback",
      by: userArn(by),
      why: "ordered by hand",
      drill: false,
    };
    world.states.start(to, machine.arn, `${by}-${this.orders}-${kind}`, input);
  }

  /** Whether the workflow that leads to an epoch had to wait for people. */
  wereAsked(epoch: number): boolean {
    return this.questions.has(epoch);
  }

  /** What the policy demands of the move to an epoch, and what people gave; undefined: nothing. */
  approvalOf(epoch: number, by: string): Approval | undefined {
    const { policy } = this.world.stack;
    const needsOthers = policy.mode === "approve" || policy.approvers > 1;
    if (!needsOthers) return undefined;
    const asked = this.questions.get(epoch) ?? [];
    const waitedMs = policy.approvalTimeoutSeconds * 1000 - ASKING_MS;
    const isDefault =
      policy.approvalDefault === "proceed" &&
      asked.some(({ atMs }) => this.world.elapsedMs() - atMs >= waitedMs);
    const given = Math.max(
      0,
      ...asked.map(({ approved }) => {
        const others = [...approved].filter((who) => policy.approvers === 1 || who !== by);
        return others.length;
      }),
    );
    return { required: isDefault ? 0 : policy.approvers, given };
  }

  /** The question of a workflow reaches those who may answer it. */
  areAsked(region: string, { move, request = "", body }: Question): void {
    const id = request.split("/").at(-1) ?? "";
    const by = move?.by ?? "";
    const epoch = (move?.epoch ?? 0) + 1;
    const question = { atMs: this.world.elapsedMs(), by, approved: new Set<string>() };
    this.questions.set(epoch, [...(this.questions.get(epoch) ?? []), question]);
    for (const word of this.wordsAbout(id, by)) {
      const token = word.guesses ? WRONG_TOKEN : (body?.token ?? "");
      this.world.timeline.after(word.afterMs, () => {
        if (word.decision === "approve" && !word.guesses) question.approved.add(word.subject);
        void this.answer(region, id, token, word, 0);
      });
    }
  }

  /** Where several people have to agree, whoever asked for the move tries to be one of them. */
  private wordsAbout(id: string, by: string): readonly Word[] {
    const { scenario, stack } = this.world;
    const words = WORDS[scenario.approvers](this.random.fork(id));
    const isPerson = !isAutomatic(by) && stack.policy.approvers > 1;
    return [...words, STRANGER, ...(isPerson ? [said(by, "approve", 1_500)] : [])];
  }

  private async answer(
    region: string,
    id: string,
    token: string,
    word: Word,
    tries: number,
  ): Promise<void> {
    const { world } = this;
    const response = await world.frontDoor.request(
      region,
      {
        method: "POST",
        path: `/dr/approvals/${id}`,
        parameters: { approval_id: id },
        headers: {},
        body: JSON.stringify({ decision: word.decision, token }),
        principal: { tenant: "default", subject: word.subject },
        label: `${id}/${word.subject}/${tries}`,
      },
      TIMEOUT_MS,
      "approval",
    );
    world.history.note(`${word.subject} said ${word.decision}: ${response?.status ?? "no answer"}`);
    const again = response === undefined || response.status >= 500;
    if (!again || tries >= TRIES) return;
    world.timeline.after(5_000, () => void this.answer(region, id, token, word, tries + 1));
  }
}
