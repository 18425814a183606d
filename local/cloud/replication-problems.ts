import type { Guard } from "../iam/guard";
import { bucketArn } from "../topology/resource-guards";
import type { Topology } from "../topology/topology";

/** S3 takes a replication that may not copy, and every object in it fails; so it is refused here. */
export function replicationProblems({ buckets, guards }: Topology, guard: Guard): string[] {
  return buckets.flatMap(({ name, replication = [], replicationRoleArn: role }) =>
    replication.flatMap(({ destinationBucket, replicaKmsKeyId }) => {
      const target = buckets.find((one) => one.name === destinationBucket);
      if (!target) return [`bucket ${name} replicates to ${destinationBucket}, which is not there`];
      if (!target.versioned)
        return [`bucket ${name} replicates to ${destinationBucket}, unversioned`];
      if (role === undefined || !guard.mayAssume("s3.amazonaws.com", role)) {
        return [`bucket ${name}: s3.amazonaws.com may not take on ${role ?? "any role"}`];
      }
      const sourceKey = guards.keys[bucketArn(name)];
      const needed: [action: string, resource: string | undefined][] = [
        ["s3:GetReplicationConfiguration", bucketArn(name)],
        ["s3:ListBucket", bucketArn(name)],
        ["s3:GetObjectVersionForReplication", `${bucketArn(name)}/any`],
        ["s3:ReplicateObject", `${bucketArn(destinationBucket)}/any`],
        ["kms:Decrypt", sourceKey],
        ["kms:Encrypt", replicaKmsKeyId],
      ];
      return needed
        .filter(([action, resource]) => resource && !guard.allows(role, { action, resource }))
        .map(([action, resource]) => `bucket ${name}: ${role} may not ${action} on ${resource}`);
    }),
  );
}
