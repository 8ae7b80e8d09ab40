// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certs_test

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
)

const day = 24 * time.Hour

func TestExpiryMailDates(t *testing.T) {
	t.Parallel()
	daily := func(first int) (days []int) {
		for n := first; n >= 0; n-- {
			days = append(days, n)
		}
		return days
	}
	start := time.Date(2026, 1, 31, 10, 20, 30, 0, time.FixedZone("JST", 9*60*60))
	tests := map[string]struct {
		whole time.Duration
		want  []int // days before the expiry
	}{
		"90 days (documented)":    {90 * day, append([]int{30}, daily(15)...)},
		"365 days (documented)":   {365 * day, append([]int{60, 30}, daily(15)...)},
		"90 days, last second":    {90*day - time.Second, append([]int{30}, daily(15)...)},
		"90 days but two seconds": {90*day - 2*time.Second, daily(15)},
		"180 days":                {180 * day, append([]int{60, 30}, daily(15)...)},
		"180 days, last second":   {180*day - time.Second, append([]int{60, 30}, daily(15)...)},
		"179 days":                {179 * day, append([]int{30}, daily(15)...)},
		"47 days":                 {47 * day, daily(15)},
		"45 days, last second":    {45*day - time.Second, daily(15)},
		"44 days":                 {44 * day, daily(14)},
		"10 days":                 {10 * day, daily(3)},
		"one day":                 {day, daily(0)},
		"nothing":                 {0, daily(0)},
		"negative":                {-day, nil},
		"ten years":               {3650 * day, append([]int{60, 30}, daily(15)...)},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			end := start.Add(test.whole)
			var want []time.Time
			for _, days := range test.want {
				want = append(want, end.UTC().Add(-time.Duration(days)*day))
			}
			got := certs.ExpiryMailDates(start, end)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("dates (-want +got):\n%s", diff)
			}
			for i, date := range got {
				if date.Location() != time.UTC || i > 0 && !got[i-1].Before(date) {
					t.Errorf("date %d, %s, is not in UTC or not after the one before", i, date)
				}
			}
		})
	}
	t.Run("year 9999", func(t *testing.T) {
		t.Parallel()
		never := time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)
		got := certs.ExpiryMailDates(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), never)
		if len(got) != 18 || !got[0].Equal(time.Date(9999, 11, 1, 23, 59, 59, 0, time.UTC)) || !got[17].Equal(never) {
			t.Errorf("dates %v", got)
		}
		if got := certs.ExpiryMailDates(never, time.Unix(0, 0)); got != nil {
			t.Errorf("backwards: dates %v", got)
		}
	})
}

func TestDaysLeft(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 29, 12, 0, 0, 0, time.UTC)
	tests := map[string]struct {
		now, end time.Time
		want     int64
	}{
		"whole":               {now, now.Add(30 * day), 30},
		"almost":              {now, now.Add(30*day - time.Second), 29},
		"almost, nanosecond":  {now.Add(1), now.Add(30 * day), 29},
		"last day":            {now, now.Add(day - time.Second), 0},
		"last second":         {now, now, 0},
		"a nanosecond over":   {now.Add(1), now, -1},
		"a second over":       {now.Add(time.Second), now, -1},
		"a day over":          {now.Add(day), now, -1},
		"a day and a second":  {now.Add(day + time.Second), now, -2},
		"other time zone":     {now.In(time.FixedZone("JST", 9*60*60)), now.Add(day), 1},
		"year 9999":           {now, time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC), 2912355},
		"year 1":              {now, time.Time{}, -739704},
		"end of a nanosecond": {now.Add(5), now.Add(day + 5), 1},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := certs.DaysLeft(test.now, test.end); got != test.want {
				t.Errorf("%d days, expected %d", got, test.want)
			}
		})
	}
	if got := certs.DaysLeft(now, time.Unix(math.MaxInt64/2, 0)); got <= 0 {
		t.Errorf("%d days to the end of time", got)
	}
}
