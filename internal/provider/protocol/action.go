// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package protocol

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// Invoke validates, plans and invokes an action. It returns its progress
// messages and all diagnostics.
func (e *Engine) Invoke(ctx context.Context, actionType string, arguments map[string]any) (progress []string, said string, err error) {
	diagnostics := &report{}
	s, err := e.start(ctx, diagnostics)
	if err != nil {
		return nil, diagnostics.String(), err
	}
	progress, err = s.invoke(ctx, actionType, arguments, diagnostics)
	return progress, diagnostics.String(), err
}

func (s *server) invoke(ctx context.Context, actionType string, arguments map[string]any, said *report) (progress []string, err error) {
	actions, ok := s.ProviderServer.(tfprotov6.ActionServer)
	schema := s.schemas.ActionSchemas[actionType]
	if !ok || schema == nil {
		return nil, fmt.Errorf("%s: the provider does not have it", actionType)
	}
	value, err := toValue(schema.Schema.ValueType(), arguments)
	if err != nil {
		return nil, err
	}
	config := pack(value)
	validated, err := actions.ValidateActionConfig(ctx, &tfprotov6.ValidateActionConfigRequest{ActionType: actionType, Config: config})
	if err == nil {
		err = said.add(actionType, validated.Diagnostics)
	}
	if err != nil {
		return nil, err
	}
	planned, err := actions.PlanAction(ctx, &tfprotov6.PlanActionRequest{ActionType: actionType, Config: config})
	if err == nil {
		err = said.add(actionType, planned.Diagnostics)
	}
	if err != nil {
		return nil, err
	}
	stream, err := actions.InvokeAction(ctx, &tfprotov6.InvokeActionRequest{ActionType: actionType, Config: config})
	if err != nil {
		return nil, err
	}
	for event := range stream.Events {
		switch event := event.Type.(type) {
		case tfprotov6.ProgressInvokeActionEventType:
			progress = append(progress, event.Message)
		case tfprotov6.CompletedInvokeActionEventType:
			return progress, said.add(actionType, event.Diagnostics)
		}
	}
	return progress, fmt.Errorf("%s: it did not complete", actionType)
}
