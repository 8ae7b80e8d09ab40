// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certs

import "time"

const (
	day = 24 * time.Hour
	// secondsPerDay is used where a Duration would overflow, as for
	// certificates that never expire (year 9999).
	secondsPerDay = int64(day / time.Second)
)

// expiryMailDays are the days before the expiry on which the product sends a
// mail (documented: 60 days before, 30 days before, daily from 15 days before).
// It is inferred that the daily mails continue until the day of the expiry.
var expiryMailDays = []int{60, 30, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0}

// ExpiryMailDates returns when the product sends its mails about a certificate
// that expires, ascending and in UTC, at the time of day of the expiry: 60 days
// before, 30 days before, and daily from 15 days before to the day itself, but
// only once the remaining validity is at most one third of the whole
// (documented, with the examples that a certificate of 90 days is first
// reported 30 days before and one of 365 days 60 days before). The time of day
// is unknown. The whole includes its last second, as RFC 5280 has it: without
// that, a 90-day certificate of most authorities would miss its third by a
// second.
func ExpiryMailDates(notBefore, notAfter time.Time) []time.Time {
	whole := notAfter.Sub(notBefore)
	if whole < 0 {
		return nil
	}
	var dates []time.Time
	for _, days := range expiryMailDays {
		remaining := time.Duration(days) * day
		if remaining <= whole/3 || 3*remaining <= whole+time.Second {
			dates = append(dates, notAfter.UTC().Add(-remaining))
		}
	}
	return dates
}

// DaysLeft returns the number of whole days for which a certificate remains
// valid: 0 on its last day, negative once it has expired.
func DaysLeft(now, notAfter time.Time) int64 {
	seconds := notAfter.Unix() - now.Unix()
	if now.Nanosecond() > notAfter.Nanosecond() {
		seconds--
	}
	days := seconds / secondsPerDay
	if seconds%secondsPerDay < 0 {
		days--
	}
	return days
}
