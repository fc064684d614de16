using System.Globalization;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Http.Requests;

namespace HazmatTrack.Web.Vehicles;

/// <summary>A position in the list of vehicles: the province, and the last vehicle of it that was listed.</summary>
internal sealed record VehicleCursor(ProvinceCode Province, VehicleId Vehicle)
{
    /// <summary>The cursor of a query; null where there is none, and where it is wrong.</summary>
    public static VehicleCursor? Read(QueryReader reader)
    {
        VehicleCursor? found = null;
        _ = reader.Cursor(text => (found = Parse(text)) is not null);
        return found;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Province.Number}:{Vehicle}");

    private static VehicleCursor? Parse(string text)
    {
        var cut = text.IndexOf(':', StringComparison.Ordinal);
        return cut > 0
            && int.TryParse(text.AsSpan(0, cut), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && VehicleId.TryFromStored(text[(cut + 1)..], out var vehicle)
                ? new(new(number), vehicle)
                : null;
    }
}
