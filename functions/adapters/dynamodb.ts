import {
  DeleteItemCommand,
  DynamoDBClient,
  type DynamoDBClientConfig,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import type { Remote } from "../core/ports";
import { sdkRemote, sdkSettings } from "./sdk-remote";

/** DynamoDB. A strong write waits for another region, so its deadline is longer than a local one's. */
export function dynamoDb(config: DynamoDBClientConfig = {}): Remote {
  const client = new DynamoDBClient({ ...sdkSettings({ requestMs: 1_500 }), ...config });
  return sdkRemote("dynamodb", client, {
    DeleteItem: DeleteItemCommand,
    GetItem: GetItemCommand,
    PutItem: PutItemCommand,
    Query: QueryCommand,
    Scan: ScanCommand,
    UpdateItem: UpdateItemCommand,
  });
}
