# terraform test: the objects of the workloads, on mocked providers.

mock_provider "aws" {
  mock_data "aws_eks_cluster" {
    defaults = {
      endpoint              = "https://cluster.example.com"
      certificate_authority = [{ data = "bW9jaw==" }]
    }
  }
}

mock_provider "kubernetes" {}

variables {
  name         = "fleet"
  environment  = "dev"
  region       = "eu-west-1"
  cluster_name = "fleet-dev"
  registry     = "registry.example.com"
  images = {
    web = { repository = "fleet-dev/web", digest = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" }
  }
  workloads = { web = { port = 8080, ingress = { path = "/" } } }
}

run "restricted_by_default" {
  command = plan

  assert {
    condition     = kubernetes_namespace_v1.this.metadata[0].labels["pod-security.kubernetes.io/enforce"] == "restricted"
    error_message = "The namespace is not restricted."
  }

  assert {
    condition     = output.workloads["web"].image == "registry.example.com/fleet-dev/web@${var.images.web.digest}"
    error_message = "The image is not given by digest."
  }
}

run "longer_paths_come_first" {
  command = plan

  variables {
    workloads = {
      site  = { image = "web", port = 80, ingress = { path = "/" } }
      api   = { image = "web", port = 80, ingress = { path = "/api" } }
      newer = { image = "web", port = 80, ingress = { path = "/api/v2" } }
    }
  }

  assert {
    condition     = [for path in kubernetes_ingress_v1.this[0].spec[0].rule[0].http[0].path : path.path] == ["/api/v2", "/api", "/"]
    error_message = "The load balancer would take a shorter path first."
  }
}

run "root_lowers_the_namespace_and_says_so" {
  command = plan

  variables {
    workloads = { web = { port = 8080, user = 0 } }
  }

  assert {
    condition     = kubernetes_namespace_v1.this.metadata[0].labels["pod-security.kubernetes.io/enforce"] == "baseline"
    error_message = "Restricted pods cannot run as root."
  }

  expect_failures = [check.pod_security]
}

run "unknown_key" {
  command = plan

  variables {
    workloads = { web = { prot = 8080 } }
  }

  expect_failures = [var.workloads]
}

run "one_path_twice" {
  command = plan

  variables {
    workloads = {
      web   = { port = 8080, ingress = { path = "/" } }
      other = { image = "web", port = 8080, ingress = { path = "/" } }
    }
  }

  expect_failures = [var.workloads]
}

run "image_that_images_does_not_hold" {
  command = plan

  variables {
    workloads = { api = { port = 8080 } }
  }

  expect_failures = [var.workloads]
}
