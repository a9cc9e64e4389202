# What no plan may do here. conftest prints each message, and ends with another exit code than 0 when there is one.
package main

import rego.v1

holds_data := {
	"aws_db_instance",
	"aws_dynamodb_table",
	"aws_efs_file_system",
	"aws_rds_cluster",
	"aws_s3_bucket",
	"kubernetes_persistent_volume_claim_v1",
}

deny contains message if {
	some change in input.resource_changes
	change.type in holds_data
	"delete" in change.change.actions
	message := sprintf("%s holds data, and the plan deletes it", [change.address])
}

everywhere := {"0.0.0.0/0", "::/0"}

deny contains message if {
	some change in input.resource_changes
	change.type == "aws_vpc_security_group_ingress_rule"
	some name in {"cidr_ipv4", "cidr_ipv6"}
	range := change.change.after[name]
	range in everywhere
	message := sprintf("%s is open to %s", [change.address, range])
}
