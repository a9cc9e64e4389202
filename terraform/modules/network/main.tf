# Local zones and wavelength zones are opt-in and cannot hold EKS subnets.
data "aws_availability_zones" "available" {
  #checkov:skip=CKV_AWS_394:Sorted and cut to zone_count below: a zone that AWS adds later gets the next letter and is not taken

  state            = "available"
  exclude_zone_ids = var.excluded_zone_ids

  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }
}

locals {
  # Sorted, so that the same region always gives the same zones in the same order.
  zones = slice(
    sort(data.aws_availability_zones.available.names),
    0,
    min(var.zone_count, length(data.aws_availability_zones.available.names)),
  )

  # The first fifteen /20 blocks are for private subnets. The last block is split into /24 public subnets,
  # which contain only load balancers and NAT gateways.
  private_subnets = { for index, zone in local.zones : zone => cidrsubnet(var.cidr, 4, index) }
  public_subnets  = { for index, zone in local.zones : zone => cidrsubnet(cidrsubnet(var.cidr, 4, 15), 4, index) }

  nat_zones = toset(var.single_nat_gateway ? slice(local.zones, 0, 1) : local.zones)
}

resource "aws_vpc" "this" {
  #checkov:skip=CKV2_AWS_11:Flow logs are billed by volume and nothing here reads them

  cidr_block           = var.cidr
  enable_dns_support   = true
  enable_dns_hostnames = true

  tags = { Name = var.name }

  lifecycle {
    postcondition {
      condition     = length(local.zones) == var.zone_count
      error_message = "The region has ${length(local.zones)} usable availability zones, ${var.zone_count} are asked for: lower zone_count or exclude fewer zones."
    }
  }
}

# The default security group allows traffic between its members. Nothing here uses it, so its rules are removed.
resource "aws_default_security_group" "this" {
  vpc_id = aws_vpc.this.id

  tags = { Name = "${var.name}-default-unused" }
}

resource "aws_internet_gateway" "this" {
  vpc_id = aws_vpc.this.id

  tags = { Name = var.name }
}

resource "aws_subnet" "public" {
  for_each = local.public_subnets

  vpc_id            = aws_vpc.this.id
  availability_zone = each.key
  cidr_block        = each.value

  tags = {
    Name                     = "${var.name}-public-${each.key}"
    "kubernetes.io/role/elb" = "1"
  }
}

resource "aws_subnet" "private" {
  for_each = local.private_subnets

  vpc_id            = aws_vpc.this.id
  availability_zone = each.key
  cidr_block        = each.value

  tags = {
    Name                              = "${var.name}-private-${each.key}"
    "kubernetes.io/role/internal-elb" = "1"
  }
}

resource "aws_eip" "nat" {
  for_each = local.nat_zones

  domain = "vpc"

  tags = { Name = "${var.name}-nat-${each.key}" }
}

resource "aws_nat_gateway" "this" {
  for_each = local.nat_zones

  allocation_id = aws_eip.nat[each.key].id
  subnet_id     = aws_subnet.public[each.key].id

  tags = { Name = "${var.name}-${each.key}" }

  depends_on = [aws_internet_gateway.this]
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.this.id

  tags = { Name = "${var.name}-public" }
}

resource "aws_route" "internet" {
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.this.id
}

resource "aws_route_table_association" "public" {
  for_each = aws_subnet.public

  subnet_id      = each.value.id
  route_table_id = aws_route_table.public.id
}

# One private route table for each zone, even with a single NAT gateway. A later change to one gateway for each zone
# then changes only routes, not tables.
resource "aws_route_table" "private" {
  for_each = local.private_subnets

  vpc_id = aws_vpc.this.id

  tags = { Name = "${var.name}-private-${each.key}" }
}

resource "aws_route" "nat" {
  for_each = local.private_subnets

  route_table_id         = aws_route_table.private[each.key].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.this[var.single_nat_gateway ? local.zones[0] : each.key].id
}

resource "aws_route_table_association" "private" {
  for_each = aws_subnet.private

  subnet_id      = each.value.id
  route_table_id = aws_route_table.private[each.key].id
}
