using System.Globalization;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Http.Errors;
using HazmatTrack.Http.Requests;

namespace HazmatTrack.Web.Seen;

/// <summary>A position in a list of vehicles: the last one that was listed, and the province whose list it is; none for the list of all.</summary>
internal sealed record VehicleCursor(ProvinceCode Province, VehicleId Vehicle)
{
    /// <summary>The cursor of a query; null where there is none, and where it is wrong or of the list of another province.</summary>
    /// <param name="province">The province that is asked for; null for all.</param>
    public static VehicleCursor? Read(QueryReader reader, ProvinceCode? province)
    {
        VehicleCursor? found = null;
        _ = reader.Cursor(text => (found = Parse(text)) is not null);
        if (found is not null && found.Province != (province ?? ProvinceCode.None))
        {
            reader.Wrong("cursor", FaultCode.NotApplicable, new(
                "该游标属于另一个列表；请使用与上一页相同的 province。", "This cursor belongs to another list; ask with the same 'province' as for the page before."));
        }

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
