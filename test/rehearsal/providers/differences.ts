/** Why the replayed providers answer differently, by case: who is right, and the source that says so. */
export const differences: Readonly<Record<string, string>> = {
  "aws: state of aws_cloudwatch_log_group.log_group_class":
    "moto does not tell the class; CloudWatch gives STANDARD to groups without one (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html)",
  "aws: state of aws_eip.network_border_group":
    "moto leaves it out; for an address of a region it is the region (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AllocateAddress.html)",
  "aws: state of aws_eip.public_ipv4_pool":
    "moto leaves it out; addresses that nobody brought along are of the pool amazon (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Address.html)",
  "aws: state of aws_kms_key.rotation_period_in_days":
    "moto says no period; KMS rotates every 365 days when none is chosen (https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKeyRotation.html)",
  "aws: state of aws_vpc.dhcp_options_id":
    "moto has the word default there; a new VPC gets the id of the region's set of options (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Vpc.html)",
  "aws: data aws_availability_zones":
    "moto leaves the group's name out; EC2 gives the region as the group of its zones (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AvailabilityZone.html)",
};
