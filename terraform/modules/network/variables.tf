variable "name" {
  description = "Prefix of all names in the network, for example fleet-dev."
  type        = string
}

variable "cidr" {
  description = "IPv4 range of the VPC. A /16, so that every private subnet is a /20 and has room for prefix delegation."
  type        = string

  validation {
    condition     = can(cidrnetmask(var.cidr)) && endswith(var.cidr, "/16")
    error_message = "cidr must be an IPv4 /16 such as 10.0.0.0/16: smaller ranges leave the private subnets too small for prefix delegation."
  }
}

variable "zone_count" {
  description = "Number of availability zones, each with one public and one private subnet. EKS needs at least two."
  type        = number

  validation {
    condition     = var.zone_count >= 2 && var.zone_count <= 6 && floor(var.zone_count) == var.zone_count
    error_message = "zone_count must be a whole number from 2 to 6."
  }
}

variable "excluded_zone_ids" {
  description = "Ids of availability zones to leave out, for example zones in which EKS has no control plane."
  type        = list(string)
}

variable "single_nat_gateway" {
  description = "One NAT gateway for all zones (cheaper) instead of one per zone (keeps working when a zone fails)."
  type        = bool
}
