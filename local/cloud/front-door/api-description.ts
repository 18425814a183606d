/** The parts of the declared OpenAPI document that the front door acts on. */
export interface ApiDescription {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: {
    readonly schemas?: Readonly<Record<string, JsonSchema>>;
    readonly securitySchemes?: Readonly<Record<string, SecurityScheme>>;
  };
  readonly "x-amazon-apigateway-request-validators"?: Readonly<Record<string, Validator>>;
  readonly "x-amazon-apigateway-request-validator"?: string;
  readonly "x-amazon-apigateway-gateway-responses"?: Readonly<Record<string, GatewayResponse>>;
}

export interface Operation {
  readonly operationId?: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
  }[];
  readonly requestBody?: {
    readonly required?: boolean;
    readonly content?: Readonly<Record<string, { readonly schema?: JsonSchema }>>;
  };
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly "x-amazon-apigateway-integration"?: Integration;
  readonly "x-amazon-apigateway-request-validator"?: string;
}

export interface Integration {
  readonly type: string;
  readonly uri: string;
  readonly timeoutInMillis?: number;
}

export interface SecurityScheme {
  readonly "x-amazon-apigateway-authtype"?: string;
  readonly "x-amazon-apigateway-authorizer"?: {
    readonly type: string;
    readonly authorizerUri: string;
    readonly authorizerResultTtlInSeconds?: number;
    readonly identityValidationExpression?: string;
    readonly identitySource?: string;
  };
}

interface Validator {
  readonly validateRequestBody?: boolean;
  readonly validateRequestParameters?: boolean;
}

export interface GatewayResponse {
  readonly statusCode?: string;
  readonly responseParameters?: Readonly<Record<string, string>>;
  readonly responseTemplates?: Readonly<Record<string, string>>;
}

export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean;
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: boolean;
}

/** The ARN inside `arn:aws:apigateway:…:path/2015-03-31/functions/<arn>/invocations`. */
export function functionArnOf(uri: string): string {
  const match = /\/functions\/(.+)\/invocations$/.exec(uri);
  if (!match?.[1]) throw new Error(`${uri} is not the address of a function`);
  return match[1];
}
