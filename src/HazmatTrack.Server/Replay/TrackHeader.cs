using System.Text;

namespace HazmatTrack.Server.Replay;

/// <summary>The names under which platforms export the columns of tracks, in Chinese and English, and the units that follow them.</summary>
internal static class TrackHeader
{
    /// <summary>The names of each field, the preferred one first where a table has several.</summary>
    private static readonly (TrackField Field, string[] Names)[] s_names =
    [
        (TrackField.Vehicle, ["vehicle", "vehicleid", "车辆", "车辆标识"]),
        (TrackField.Plate, ["plate", "plateno", "platenumber", "licenseplate", "licenceplate", "vehicleno", "carno", "deviceid", "device",
            "车牌号", "车牌号码", "车牌", "号牌号码", "车辆号牌", "车号"]),
        (TrackField.PlateColor, ["platecolor", "platecolour", "color", "colour", "车牌颜色", "号牌颜色", "车牌颜色代码", "颜色"]),
        (TrackField.Time, ["time", "timelocal", "gpstime", "fixtime", "eventtime", "timestamp", "datetime", "定位时间", "卫星定位时间", "gps时间", "采集时间", "时间", "日期时间"]),
        (TrackField.Date, ["date", "日期", "定位日期"]),
        (TrackField.Lat, ["lat", "latitude", "纬度"]),
        (TrackField.Lon, ["lon", "lng", "long", "longitude", "经度"]),
        (TrackField.SpeedKmh, ["speedkmh", "speed", "gpsspeed", "速度", "卫星定位速度", "卫星速度", "gps速度", "行驶速度", "车速"]),
        (TrackField.Heading, ["heading", "course", "bearing", "direction", "azimuth", "方向", "航向", "方向角", "航向角", "方位角", "行驶方向"]),
        (TrackField.AltitudeM, ["altitudem", "altitude", "alt", "elevation", "ele", "海拔", "高程", "海拔高度", "高度"]),
        (TrackField.MileageKm, ["mileagekm", "mileage", "odometer", "里程", "总里程", "累计里程", "里程表读数", "车辆里程"]),
        (TrackField.Fixed, ["fixed", "valid", "定位状态", "是否定位", "定位"]),
        (TrackField.AlarmBits, ["alarmbits", "alarm", "alarms", "报警", "报警标志", "报警状态", "告警"]),
        (TrackField.StatusBits, ["statusbits", "status", "状态", "状态位", "车辆状态"]),
    ];

    private static readonly Dictionary<string, double> s_speeds = Units(
        (1, ["km/h", "kmh", "kph", "公里/小时", "公里/时", "千米/小时", "千米/时"]), (0.1, ["0.1km/h", "1/10km/h"]), (3.6, ["m/s", "米/秒"]),
        (1.852, ["kn", "knot", "knots", "节"]), (1.609344, ["mph"]));

    private static readonly Dictionary<string, double> s_lengths = Units((1, ["m", "米"]));

    private static readonly Dictionary<string, double> s_mileages = Units((1, ["km", "公里", "千米"]), (0.1, ["0.1km", "1/10km"]), (0.001, ["m", "米"]));

    /// <summary>The field of a name and its rank of preference (0 is the highest); null for a name that no field has.</summary>
    public static (TrackField Field, int Rank)? FieldOf(string header)
    {
        var name = Name(header);
        foreach (var (field, names) in s_names)
        {
            if (Array.IndexOf(names, name) is >= 0 and var rank)
            {
                return (field, rank);
            }
        }

        return null;
    }

    /// <summary>The field with this name of its own, as <c>--columns</c> uses it.</summary>
    public static TrackField? FieldNamed(string name) =>
        Enum.TryParse<TrackField>(name, ignoreCase: true, out var field) && !char.IsAsciiDigit(name[0]) ? field : null;

    public static string NameOf(TrackField field) => char.ToLowerInvariant(field.ToString()[0]) + field.ToString()[1..];

    /// <summary>A header without its unit, blanks, hyphens and underscores, in lower case.</summary>
    public static string Name(string header)
    {
        var name = new StringBuilder();
        foreach (var c in Split(header).Name)
        {
            if (!char.IsWhiteSpace(c) && c is not ('_' or '-' or '\uFEFF'))
            {
                name.Append(char.ToLowerInvariant(c));
            }
        }

        return name.ToString();
    }

    /// <summary>The factor that converts a cell to the field's unit; null where the header contains a unit that is not known.</summary>
    public static double? Factor(TrackField field, string header)
    {
        var unit = Split(header).Unit;
        var units = field switch
        {
            TrackField.SpeedKmh => s_speeds,
            TrackField.AltitudeM => s_lengths,
            TrackField.MileageKm => s_mileages,
            _ => null,
        };
        return units is null || unit.Length == 0 ? 1 : units.TryGetValue(unit, out var factor) ? factor : null;
    }

    /// <summary>The text in brackets after the name, such as the unit, the zone or the datum; empty where there is none.</summary>
    public static string Unit(string header) => Split(header).Unit;

    private static Dictionary<string, double> Units(params ReadOnlySpan<(double Factor, string[] Names)> units)
    {
        var known = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (factor, names) in units)
        {
            foreach (var name in names)
            {
                known[name] = factor;
            }
        }

        return known;
    }

    private static (string Name, string Unit) Split(string header)
    {
        var text = header.Normalize(NormalizationForm.FormKC).Trim();
        var open = text.LastIndexOfAny(['(', '[']);
        return open > 0 && text[^1] is ')' or ']'
            ? (text[..open], text[(open + 1)..^1].Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant())
            : (text, "");
    }
}
