# An object type would drop unknown keys silently, so this variable has no type: its validations name unknown keys.
# modules/workload has the types, the defaults and the rules of each key.

locals {
  # The form of each key's value. It is checked here, because Terraform does not say which attribute it cannot convert.
  workload_keys = {
    architecture     = "text"
    args             = "list"
    before           = "text"
    command          = "list"
    config           = "map"
    deadline_seconds = "number"
    env              = "map"
    image            = "text"
    ingress          = "object"
    kind             = "text"
    port             = "number"
    probes           = "object"
    replicas         = "number"
    resources        = "object"
    retries          = "number"
    scale            = "object"
    schedule         = "text"
    secrets          = "map"
    service_account  = "object"
    user             = "number"
    writable_paths   = "list"
  }
  workload_forms = {
    list   = "a list of texts, for example [\"--verbose\"]"
    map    = "a map, for example { NAME = \"value\" }"
    number = "a number"
    object = "an object: { ... }"
    text   = "a text"
  }
}

variable "workloads" {
  description = <<-TEXT
    Your application: a map from workload name to object, for example
    `{ web = { port = 8080, ingress = { path = "/" } } }`. The README lists all keys.
  TEXT
  type        = any

  validation {
    condition     = try(alltrue([for workload in values(var.workloads) : can(keys(workload))]), false)
    error_message = "workloads: ${try(jsonencode(var.workloads), "the value")} is not valid. Expected a map of objects, for example { web = { port = 8080, ingress = { path = \"/\" } } }."
  }

  validation {
    condition = try(alltrue(flatten([
      for workload in values(var.workloads) : [for key in keys(workload) : contains(keys(local.workload_keys), key)]
    ])), true)
    error_message = try(join("\n", flatten([
      for name, workload in var.workloads : [
        for key in keys(workload) :
        "workloads.${name}: the key \"${key}\" is not known. Expected one of ${join(", ", keys(local.workload_keys))}."
        if !contains(keys(local.workload_keys), key)
      ]
    ])), "workloads is not valid.")
  }

  validation {
    condition = alltrue(flatten([
      for workload in try(values(var.workloads), []) : [
        for key, form in local.workload_keys : anytrue([
          try(workload[key] == null, true),
          form == "text" && can(tostring(workload[key])),
          form == "number" && can(tonumber(workload[key])),
          form == "list" && can([for text in workload[key] : tostring(text)]) && !can(keys(workload[key])),
          contains(["map", "object"], form) && can(keys(workload[key])),
        ])
      ]
    ]))
    error_message = try(join("\n", flatten([
      for name, workload in var.workloads : [
        for key, form in local.workload_keys :
        "workloads.${name}.${key}: ${jsonencode(workload[key])} is not valid. Expected ${local.workload_forms[form]}."
        if !anytrue([
          try(workload[key] == null, true),
          form == "text" && can(tostring(workload[key])),
          form == "number" && can(tonumber(workload[key])),
          form == "list" && can([for text in workload[key] : tostring(text)]) && !can(keys(workload[key])),
          contains(["map", "object"], form) && can(keys(workload[key])),
        ])
      ]
    ])), "workloads is not valid.")
  }

  validation {
    condition = try(alltrue([
      for name, workload in var.workloads : contains(keys(var.images), try(tostring(coalesce(workload.image)), name))
    ]), true)
    error_message = try(join("\n", [
      for name, workload in var.workloads :
      "workloads.${name}.image: \"${try(tostring(coalesce(workload.image)), name)}\" is not valid. Expected the name of an image in images, which has ${join(", ", keys(var.images))}."
      if !contains(keys(var.images), try(tostring(coalesce(workload.image)), name))
    ]), "workloads is not valid.")
  }

  validation {
    condition = alltrue([
      for names in values({
        for name, workload in try(merge(var.workloads, {}), {}) :
        try("${workload.ingress.path} of ${try(coalesce(workload.ingress.host), coalesce(var.host), "any host")}", "none of ${name}") => name...
      }) : length(names) == 1
    ])
    error_message = try(join("\n", [
      for path, names in {
        for name, workload in var.workloads :
        try("${workload.ingress.path} of ${try(coalesce(workload.ingress.host), coalesce(var.host), "any host")}", "none of ${name}") => name...
      } :
      "workloads.${names[0]}.ingress.path: ${path} is not valid, because workloads.${names[1]} has it too. Expected another path or host for each, for example path = \"/${names[0]}\"."
      if length(names) > 1
    ]), "workloads is not valid.")
  }
}
