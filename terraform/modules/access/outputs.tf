output "principals" {
  description = "ARNs of the principals that have an access entry, by name."
  value       = { for name, entry in aws_eks_access_entry.this : name => entry.principal_arn }
}
