import { expect, test } from "@jest/globals";
import { isKnowable } from "../../../../../../actions/lib/terraform/known-values/references.ts";

test.each([
  "1.5",
  "var.name",
  'var.list[0] == "a.b" && length(var.list) > 1',
  "[for name, workload in var.workloads : workload.port if try(workload.before, null) == null]",
  "{ for name, w in local.all : w.path => name... }",
  '"workloads.${var.name}: ${join(", ", [for one in var.list : "x.${one.y}"])} a.b"',
  "each.value.image",
  'alltrue([for path, names in { for n, w in var.w : "${w.path}" => n... } : names[0] == "a"])',
  "<<-TEXT\n  see docs.example.com\n  TEXT\n",
  '"$${aws_x.y} %%{ data.z }"',
  '"%{ for one in var.list }${one.name}%{ endfor }"',
  'regex("^[a-z]{2,3}(-[a-z]+)+$", var.region)',
])("%s can be known", (expression) => {
  expect(isKnowable(expression)).toBe(true);
});

test.each([
  "aws_vpc.this.id",
  "data.aws_region.current.name",
  "module.network.vpc_id",
  "terraform.workspace",
  'file("values.yaml")',
  'filebase64("values")',
  'templatefile("a.tftpl", {})',
  '"${path.module}/x"',
  '"${upper("${aws_x.y}")}"',
  '"a ${var.b} \\" ${data.c.d}"',
  "provider::aws::arn_parse(var.arn)",
  "[for x in aws_subnet.these : x.id]",
  '"%{ if aws_x.y }a%{ endif }"',
])("%s cannot be known", (expression) => {
  expect(isKnowable(expression)).toBe(false);
});
