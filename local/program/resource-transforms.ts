import { credentials } from "@grpc/grpc-js";
import { CallbacksClient } from "@pulumi/pulumi/proto/callback_grpc_pb";
import {
  type Callback,
  CallbackInvokeRequest,
  type CallbackInvokeResponse,
} from "@pulumi/pulumi/proto/callback_pb";
import {
  type RegisterResourceRequest,
  TransformRequest,
  TransformResourceOptions,
  TransformResponse,
} from "@pulumi/pulumi/proto/resource_pb";

/**
 * Runs the program's own resource transforms, as the engine does: through the callback server that
 * the SDK opens in the program's process. What they change is what the graph shows.
 */
export class ResourceTransforms {
  private readonly forAll: Callback[] = [];
  private readonly clients = new Map<string, CallbacksClient>();

  /** A transform for every resource of the stack. */
  add(callback: Callback): void {
    this.forAll.push(callback);
  }

  /**
   * Rewrites the request: first the resource's own transforms, then the stack's. Undefined when
   * there are none, so that the usual case needs no promise.
   */
  apply(request: RegisterResourceRequest): Promise<void> | undefined {
    const callbacks = [...request.getTransformsList(), ...this.forAll];
    return callbacks.length === 0 ? undefined : this.applyEach(callbacks, request);
  }

  private async applyEach(
    callbacks: readonly Callback[],
    request: RegisterResourceRequest,
  ): Promise<void> {
    for (const callback of callbacks) {
      adopt(request, await this.call(callback, question(request)));
    }
  }

  close(): void {
    for (const client of this.clients.values()) client.close();
    this.clients.clear();
  }

  private async call(callback: Callback, question: TransformRequest): Promise<TransformResponse> {
    const invocation = new CallbackInvokeRequest();
    invocation.setToken(callback.getToken());
    invocation.setRequest(question.serializeBinary());
    const client = this.clientOf(callback.getTarget());
    const answer = await new Promise<CallbackInvokeResponse>((resolve, reject) => {
      client.invoke(invocation, (error, response) => (error ? reject(error) : resolve(response)));
    });
    return TransformResponse.deserializeBinary(answer.getResponse_asU8());
  }

  private clientOf(target: string): CallbacksClient {
    let client = this.clients.get(target);
    if (!client) {
      client = new CallbacksClient(target, credentials.createInsecure());
      this.clients.set(target, client);
    }
    return client;
  }
}

function question(request: RegisterResourceRequest): TransformRequest {
  const options = new TransformResourceOptions();
  options.setDependsOnList(request.getDependenciesList());
  options.setIgnoreChangesList(request.getIgnorechangesList());
  options.setReplaceOnChangesList(request.getReplaceonchangesList());
  options.setVersion(request.getVersion());
  options.setAliasesList(request.getAliasesList());
  options.setProvider(request.getProvider());
  options.setCustomTimeouts(request.getCustomtimeouts());
  options.setDeletedWith(request.getDeletedwith());
  options.setAdditionalSecretOutputsList(request.getAdditionalsecretoutputsList());
  options.setImport(request.getImportid());
  if (request.hasProtect()) options.setProtect(request.getProtect() ?? false);
  if (request.hasRetainondelete()) options.setRetainOnDelete(request.getRetainondelete() ?? false);
  if (request.getDeletebeforereplacedefined()) {
    options.setDeleteBeforeReplace(request.getDeletebeforereplace());
  }
  for (const [name, reference] of request.getProvidersMap().entries()) {
    options.getProvidersMap().set(name, reference);
  }
  const transform = new TransformRequest();
  transform.setType(request.getType());
  transform.setName(request.getName());
  transform.setCustom(request.getCustom());
  transform.setParent(request.getParent());
  transform.setProperties(request.getObject());
  transform.setOptions(options);
  return transform;
}

function adopt(request: RegisterResourceRequest, answer: TransformResponse): void {
  const properties = answer.getProperties();
  if (properties) request.setObject(properties);
  const options = answer.getOptions();
  if (!options) return;
  request.setDependenciesList(options.getDependsOnList());
  request.setIgnorechangesList(options.getIgnoreChangesList());
  request.setReplaceonchangesList(options.getReplaceOnChangesList());
  request.setAdditionalsecretoutputsList(options.getAdditionalSecretOutputsList());
  request.setAliasesList(options.getAliasesList());
  request.setCustomtimeouts(options.getCustomTimeouts());
  request.setDeletedwith(options.getDeletedWith());
  if (options.getProvider() !== "") request.setProvider(options.getProvider());
  if (options.hasProtect()) request.setProtect(options.getProtect() ?? false);
  if (options.hasRetainOnDelete()) request.setRetainondelete(options.getRetainOnDelete() ?? false);
  if (options.hasDeleteBeforeReplace()) {
    request.setDeletebeforereplacedefined(true);
    request.setDeletebeforereplace(options.getDeleteBeforeReplace() ?? false);
  }
}
