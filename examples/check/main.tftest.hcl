run "apply" {
  assert {
    condition     = data.confproxy_server.this.pages[0].found
    error_message = "The first page is not recognised."
  }
}

run "plan_again" {
  command = plan

  assert {
    condition     = data.confproxy_server.this.pages[0].found
    error_message = "The first page is not recognised."
  }
}
