namespace = "app"
