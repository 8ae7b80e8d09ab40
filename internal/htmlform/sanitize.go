// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/html"
)

// normalizeToLF ends every line with LF.
func normalizeToLF(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
}

// normalizeToCRLF ends every line with CR LF, as submitted values do.
func normalizeToCRLF(text string) string {
	return strings.ReplaceAll(normalizeToLF(text), "\n", "\r\n")
}

var (
	floatingPoint = regexp.MustCompile(`^-?(?:\d+|\d*\.\d+)(?:[eE][-+]?\d+)?$`)
	longColor     = regexp.MustCompile(`^#[0-9a-f]{6}$`)
	shortColor    = regexp.MustCompile(`^#([0-9a-f])([0-9a-f])([0-9a-f])$`)
)

// sanitize does what browsers do to the value attribute of an input before it
// becomes the value.
func sanitize(typ string, n *html.Node, value string) string {
	switch typ {
	case "text", "search", "tel", "password":
		return stripNewlines(value)
	case "url":
		return strings.Trim(stripNewlines(value), " \t\f")
	case "email":
		value = stripNewlines(value)
		if !hasAttribute(n, "multiple") {
			return strings.Trim(value, " \t\f")
		}
		addresses := strings.Split(value, ",")
		for i := range addresses {
			addresses[i] = strings.Trim(addresses[i], " \t\f")
		}
		return strings.Join(addresses, ",")
	case "number":
		if !isNumber(value) {
			return ""
		}
	case "range":
		return settleRange(n, value)
	case "date", "month", "week", "time", "datetime-local":
		return sanitizeTime(typ, value)
	case "color":
		return settleColor(strings.ToLower(value))
	}
	return value
}

// settleColor makes everything but a color in hexadecimal digits black, as
// browsers did until they learned the names and functions of CSS.
func settleColor(color string) string {
	switch {
	case longColor.MatchString(color):
		return color
	case shortColor.MatchString(color):
		return shortColor.ReplaceAllString(color, "#$1$1$2$2$3$3")
	}
	return "#000000"
}

func isNumber(value string) bool {
	if !floatingPoint.MatchString(value) {
		return false
	}
	_, err := strconv.ParseFloat(value, 64)
	return err == nil
}

// settleRange puts the value of a slider on one of its steps, as a browser
// does: a slider has always a value.
func settleRange(n *html.Node, value string) string {
	number := func(text string, otherwise float64) float64 {
		if f, err := strconv.ParseFloat(text, 64); err == nil && isNumber(text) {
			return f
		}
		return otherwise
	}
	least, most := number(attribute(n, "min"), 0), number(attribute(n, "max"), 100)
	most = max(least, most)
	base := number(attribute(n, "min"), number(attribute(n, "value"), 0))
	v := number(value, least+(most-least)/2)
	settled := min(max(v, least), most)
	stepText := attribute(n, "step")
	step := number(stepText, 1)
	if step <= 0 {
		stepText, step = "", 1
	}
	if !strings.EqualFold(stepText, "any") {
		settled = base + math.Floor((settled-base)/step+0.5)*step
		if settled > most {
			settled -= step
		}
		if settled < least {
			settled += step
		}
		if settled > most { // no step fits in
			settled = least
		}
	}
	if settled == v {
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	decimals := 0
	for _, text := range []string{stepText, attribute(n, "min"), value} {
		if _, fraction, found := strings.Cut(text, "."); found && isNumber(text) {
			decimals = max(decimals, len(fraction))
		}
	}
	text := strconv.FormatFloat(settled, 'f', min(decimals+1, 20), 64)
	return strings.TrimRight(strings.TrimRight(text, "0"), ".")
}

var (
	timeOfDay = regexp.MustCompile(`^\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?$`)
	weekOf    = regexp.MustCompile(`^(\d{4})-W(\d\d)$`)
)

// sanitizeTime empties dates and times that are none.
func sanitizeTime(typ, value string) string {
	valid := false
	switch typ {
	case "date":
		valid = isDate(value)
	case "month":
		valid = isDate(value + "-01")
	case "week":
		if match := weekOf.FindStringSubmatch(value); match != nil {
			year, _ := strconv.Atoi(match[1])
			week, _ := strconv.Atoi(match[2])
			_, last := time.Date(year, time.December, 28, 0, 0, 0, 0, time.UTC).ISOWeek()
			valid = year > 0 && 1 <= week && week <= last
		}
	case "time":
		valid = isTimeOfDay(value)
	case "datetime-local":
		date, clock, _ := strings.Cut(strings.Replace(value, " ", "T", 1), "T")
		if isDate(date) && isTimeOfDay(clock) {
			return date + "T" + shortestTime(clock)
		}
	}
	if !valid {
		return ""
	}
	return value
}

func isDate(text string) bool {
	_, err := time.Parse(time.DateOnly, text)
	return err == nil && !strings.HasPrefix(text, "0000")
}

func isTimeOfDay(text string) bool {
	if !timeOfDay.MatchString(text) {
		return false
	}
	_, err := time.Parse(time.TimeOnly, (text + ":00")[:8])
	return err == nil
}

// shortestTime leaves out seconds and fractions that are zero.
func shortestTime(clock string) string {
	if strings.Contains(clock, ".") {
		clock = strings.TrimSuffix(strings.TrimRight(clock, "0"), ".")
	}
	if len(clock) == len("15:04:05") {
		clock = strings.TrimSuffix(clock, ":00")
	}
	return clock
}

var withoutNewlines = strings.NewReplacer("\r", "", "\n", "")

func stripNewlines(value string) string { return withoutNewlines.Replace(value) }
