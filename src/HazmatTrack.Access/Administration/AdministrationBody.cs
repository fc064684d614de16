using System.Text.Json;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Http.Errors;
using HazmatTrack.Http.Requests;

namespace HazmatTrack.Access.Administration;

/// <summary>Members that the bodies of administration have in common. Each fault is collected, so that all are reported at once.</summary>
internal static class AdministrationBody
{
    private static readonly LocalText s_texts = new("应为文本数组。", "Expected an array of texts.");
    private static readonly LocalText s_province = new("应为大陆省级行政区的六位代码（GB/T 2260）。", "Expected the six digits of a province of the mainland (GB/T 2260).");

    /// <summary>A text that must be there.</summary>
    public static string RequiredText(this JsonBody body, string name)
    {
        var text = body.OptionalText(name)?.Trim();
        if (string.IsNullOrEmpty(text) && !body.Faults.Has(name))
        {
            body.Faults.Add(name, FaultCode.Required, new("不能为空。", "It must be given."));
        }

        return text ?? "";
    }

    /// <summary>A member that is true or false; null where it is absent.</summary>
    public static bool? Flag(this JsonBody body, string name)
    {
        var value = body.Member(name);
        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False or JsonValueKind.Undefined or JsonValueKind.Null))
        {
            body.Faults.Add(name, FaultCode.Invalid, new("应为 true 或 false。", "Expected true or false."));
        }

        return value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => null,
        };
    }

    /// <summary>A whole number that must be there.</summary>
    public static int Number(this JsonBody body, string name, int min, int max)
    {
        var value = body.Member(name);
        return (int)(body.Whole(name, value, min, max, value.ValueKind == JsonValueKind.Undefined ? FaultCode.Required : FaultCode.Invalid) ?? min);
    }

    /// <summary>An array of texts; empty where it is absent and need not be there.</summary>
    public static IReadOnlyList<string> Texts(this JsonBody body, string name, int most, bool isRequired = false)
    {
        var value = body.Member(name);
        if (value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null && !isRequired)
        {
            return [];
        }

        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(v => v.ValueKind != JsonValueKind.String))
        {
            body.Faults.Add(name, value.ValueKind == JsonValueKind.Undefined ? FaultCode.Required : FaultCode.Invalid, s_texts);
            return [];
        }

        if (value.GetArrayLength() > most)
        {
            body.Faults.Add(name, FaultCode.TooLong, new($"最多 {most} 项；请分多次提交。", $"At most {most}; send several requests."));
            return [];
        }

        try
        {
            return [.. value.EnumerateArray().Select(v => v.GetString()!)];
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a surrogate pair.
            body.Faults.Add(name, FaultCode.Invalid, s_texts);
            return [];
        }
    }

    /// <summary>The province of a text; the default with a fault where it is none.</summary>
    public static ProvinceCode Province(this JsonBody body, string name, string text)
    {
        if (ProvinceCode.TryParse(text, out var province) && default(ProvinceSet).With(province).Contains(province))
        {
            return province;
        }

        if (!body.Faults.Has(name))
        {
            body.Faults.Add(name, FaultCode.Invalid, s_province);
        }

        return default;
    }

    /// <summary>Vehicles by their ids; each that is none is a fault of its own.</summary>
    public static IReadOnlyCollection<VehicleId> Vehicles(this JsonBody body, string name, int most)
    {
        var vehicles = new HashSet<VehicleId>();
        foreach (var (i, text) in body.Texts(name, most, isRequired: true).Index())
        {
            if (VehicleId.TryParse(text, out var vehicle, out var why))
            {
                vehicles.Add(vehicle);
            }
            else
            {
                body.Faults.Add($"{name}[{i}]", FaultCode.Invalid, why);
            }
        }

        if (vehicles.Count == 0 && body.Faults.IsEmpty)
        {
            body.Faults.Add(name, FaultCode.Required, new("至少一辆车。", "At least one vehicle."));
        }

        return vehicles;
    }
}
