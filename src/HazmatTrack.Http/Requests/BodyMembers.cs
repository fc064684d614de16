using System.Text.Json;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Http.Errors;
using HazmatTrack.Http.Times;

namespace HazmatTrack.Http.Requests;

/// <summary>
/// Members of bodies that several calls have. Each fault is collected, so that all are reported at once; a member that is wrong reads as null.
/// </summary>
internal static class BodyMembers
{
    /// <summary>The form of a day that an error names as expected.</summary>
    public static readonly LocalText ExpectedDay = new("应为北京时间的日期，例如 2026-07-01。", "Expected a day at +08:00, such as 2026-07-01.");

    /// <summary>A whole number; null where it is absent.</summary>
    public static long? OptionalNumber(this JsonBody body, string name, long min, long max)
    {
        var value = body.Member(name);
        return value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null ? null : body.Whole(name, value, min, max, FaultCode.Invalid);
    }

    /// <summary>An instant with its offset; null where it is absent.</summary>
    public static Instant? OptionalTime(this JsonBody body, string name)
    {
        if (body.OptionalText(name) is not { } text)
        {
            return null;
        }

        if (ApiTimeParser.TryParse(text, out var at))
        {
            return at;
        }

        body.Faults.Add(name, FaultCode.Invalid, ApiTimeParser.Expected);
        return null;
    }

    /// <summary>A calendar day; null where it is absent.</summary>
    public static ChinaDay? OptionalDay(this JsonBody body, string name)
    {
        if (body.OptionalText(name) is not { } text)
        {
            return null;
        }

        if (ChinaDay.TryParse(text, out var day))
        {
            return day;
        }

        body.Faults.Add(name, FaultCode.Invalid, ExpectedDay);
        return null;
    }

    /// <summary>A vehicle by its id; null where it is absent.</summary>
    public static VehicleId? OptionalVehicle(this JsonBody body, string name)
    {
        if (body.OptionalText(name) is not { } text)
        {
            return null;
        }

        if (VehicleId.TryParse(text, out var vehicle, out var why))
        {
            return vehicle;
        }

        body.Faults.Add(name, FaultCode.Invalid, why);
        return null;
    }

    /// <summary>The whole number of a value; null with a fault where it is none within its limits.</summary>
    public static long? Whole(this JsonBody body, string name, JsonElement value, long min, long max, FaultCode otherwise)
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= min && number <= max)
        {
            return number;
        }

        body.Faults.Add(name, otherwise, new($"应为 {min} 至 {max} 的整数。", $"Expected a whole number from {min} to {max}."));
        return null;
    }
}
