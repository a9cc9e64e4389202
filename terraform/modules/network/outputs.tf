output "vpc_id" {
  description = "Id of the VPC."
  value       = aws_vpc.this.id
}

output "public_subnet_ids" {
  description = "Ids of the public subnets, ordered by zone. Load balancers that face the internet go here."
  value       = [for zone in local.zones : aws_subnet.public[zone].id]
}

# Nodes reach the internet (image registries, the EKS API) through the NAT routes. So users of these subnets have
# to wait for the routes.
output "private_subnet_ids" {
  description = "Ids of the private subnets, ordered by zone. Control plane interfaces, nodes and pods go here."
  value       = [for zone in local.zones : aws_subnet.private[zone].id]
  depends_on  = [aws_route.nat, aws_route_table_association.private]
}
