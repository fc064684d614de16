using System.Globalization;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Server.Csv;

namespace HazmatTrack.Server.Replay;

/// <summary>Converts the records of a table to reports.</summary>
internal sealed class TrackReader(TrackColumns columns, ReplayArguments arguments, char separator)
{
    /// <summary>Values that mean that a report without status bits has no fix.</summary>
    private static readonly string[] s_notFixed = ["0", "false", "f", "no", "n", "v", "否", "未定位", "无效", "不定位"];

    private static readonly string[] s_fixed = ["1", "true", "t", "yes", "y", "a", "是", "已定位", "定位", "有效"];

    private static readonly string[] s_winds = ["北", "东北", "东", "东南", "南", "西南", "西", "西北"];

    private readonly TimeSpan _zone = columns.IsUtc ? TimeSpan.Zero : arguments.Zone;
    private readonly bool _isGcj02 = arguments.IsGcj02 ?? columns.IsGcj02 ?? false;

    /// <summary>The offset used for times without an offset.</summary>
    public string ZoneText => $"{(_zone < TimeSpan.Zero ? '-' : '+')}{_zone:hh\\:mm}";

    /// <summary>The fault of the record; null where it is a report.</summary>
    public string? TryRead(string[] cells, out VehicleId vehicle, out PositionReport report)
    {
        report = default;
        if (VehicleOf(cells, out vehicle) is { } noVehicle)
        {
            return noVehicle;
        }

        var (time, date) = (columns.Cell(cells, TrackField.Time), columns.Cell(cells, TrackField.Date));
        time = date.Length > 0 && time.AsSpan().IndexOfAny(":时") >= 0 && time.AsSpan().IndexOfAny("-/年") < 0 ? $"{date} {time}" : time;
        if (CsvTime.Parse(time, _zone) is not { } at)
        {
            return time.Length == 0 ? "the time is empty" : $"'{time}' is not {CsvTime.Expected}";
        }

        if (StatusOf(cells, out var status) is { } noStatus)
        {
            return noStatus;
        }

        report = new() { Time = at, Status = status };
        if (PositionOf(cells, report.IsPosition, out var position) is { } noPosition)
        {
            return noPosition;
        }

        string? fault = null;
        var speed = Number(cells, TrackField.SpeedKmh, 0, 6500, ref fault);
        var heading = HeadingOf(cells, ref fault);
        var altitude = Number(cells, TrackField.AltitudeM, short.MinValue, short.MaxValue, ref fault);
        var mileage = Number(cells, TrackField.MileageKm, 0, uint.MaxValue / 10.0, ref fault);
        var alarms = Bits(cells, TrackField.AlarmBits, ref fault) ?? 0;
        report = report with
        {
            Position = _isGcj02 && position != default ? Gcj02.ToWgs84(position) : position,
            SpeedDeciKmh = speed is { } s ? (ushort)Math.Round(s * 10) : null,
            HeadingDegrees = heading is { } h ? (ushort)(Math.Round(h) % 360) : null,
            AltitudeMetres = altitude is { } a ? (short)Math.Round(a) : null,
            MileageDeciKm = mileage is { } m ? (uint)Math.Round(m * 10) : null,
            Alarms = alarms,
        };
        return fault;
    }

    private string? VehicleOf(string[] cells, out VehicleId vehicle)
    {
        var (name, colour) = (columns.Cell(cells, TrackField.Vehicle), columns.Cell(cells, TrackField.PlateColor));
        name = name.Length > 0 ? name : columns.Cell(cells, TrackField.Plate);
        if (VehicleId.TryParse(name, out vehicle))
        {
            return null;
        }

        if (name.Length == 0)
        {
            return "the plate is empty";
        }

        var code = colour.Length == 0 ? arguments.Colour : PlateColours.Parse(colour);
        return code is not { } known ? $"'{colour}' is not a plate colour: a code of JT/T 697.7 or its name, such as 黄色"
            : VehicleId.TryCreate(name, (int)known, out vehicle, out var reason) ? null
            : reason.English;
    }

    /// <summary>The status bits where the table has them, else whether there was a fix; without either, a fix is assumed.</summary>
    private string? StatusOf(string[] cells, out ReportStatus status)
    {
        status = ReportStatus.Fixed;
        var (bits, isFixed) = (columns.Cell(cells, TrackField.StatusBits), columns.Cell(cells, TrackField.Fixed));
        if (bits.Length > 0)
        {
            string? fault = null;
            if (!bits.Any(char.IsLetter))
            {
                status = (ReportStatus)(Bits(cells, TrackField.StatusBits, ref fault) ?? 0);
            }
            else if (bits.Contains("未定位", StringComparison.Ordinal))
            {
                status = ReportStatus.None;
            }

            if (fault is not null || isFixed.Length == 0)
            {
                return fault;
            }
        }

        if (Array.Exists(s_notFixed, n => n.Equals(isFixed, StringComparison.OrdinalIgnoreCase)))
        {
            status &= ~ReportStatus.Fixed;
        }
        else if (Array.Exists(s_fixed, n => n.Equals(isFixed, StringComparison.OrdinalIgnoreCase)))
        {
            status |= ReportStatus.Fixed;
        }
        else if (isFixed.Length > 0)
        {
            return $"fixed '{isFixed}' is neither yes (1, true, 已定位) nor no (0, false, 未定位)";
        }

        return null;
    }

    private string? PositionOf(string[] cells, bool isNeeded, out GeoPoint position)
    {
        position = default;
        var (lat, lon) = (columns.Cell(cells, TrackField.Lat), columns.Cell(cells, TrackField.Lon));
        if (lat.Length == 0 || lon.Length == 0)
        {
            return isNeeded || lat.Length != lon.Length ? $"the {(lat.Length == 0 ? "latitude" : "longitude")} is empty" : null;
        }

        if (!CsvNumber.TryParse(lat, separator, out var latitude) || !CsvNumber.TryParse(lon, separator, out var longitude))
        {
            return $"'{lat}', '{lon}' is not a latitude and a longitude in degrees";
        }

        if (Math.Abs(latitude) > 90 || Math.Abs(longitude) > 180)
        {
            return $"'{lat}', '{lon}' is not on the globe{(Math.Abs(longitude) <= 90 && Math.Abs(latitude) <= 180 ? ": the columns of latitude and longitude look swapped" : "")}";
        }

        position = GeoPoint.FromDegrees(latitude, longitude);
        return isNeeded && position == default ? "'0', '0' is what a receiver without a fix sends, not a position" : null;
    }

    /// <summary>Degrees, or a compass direction such as 东北; null where the cell is empty or negative: a stationary vehicle has no course.</summary>
    private double? HeadingOf(string[] cells, ref string? fault)
    {
        var text = columns.Cell(cells, TrackField.Heading);
        if (Array.IndexOf(s_winds, text.StartsWith('正') ? text[1..] : text) is >= 0 and var wind)
        {
            return wind * 45;
        }

        return Number(cells, TrackField.Heading, -1, 360, ref fault) is >= 0 and var degrees ? degrees : null;
    }

    private double? Number(string[] cells, TrackField field, double least, double most, ref string? fault)
    {
        var text = columns.Cell(cells, field);
        if (text.Length == 0)
        {
            return null;
        }

        if (CsvNumber.TryParse(text, separator, out var number) && (number *= columns.Factor(field)) >= least && number <= most)
        {
            return number;
        }

        fault ??= string.Create(CultureInfo.InvariantCulture, $"{TrackHeader.NameOf(field)} '{text}' is not a number from {least} to {most}");
        return null;
    }

    /// <summary>32 bits as a number, signed or not.</summary>
    private uint? Bits(string[] cells, TrackField field, ref string? fault)
    {
        var text = columns.Cell(cells, field);
        if (text.Length == 0 || text is "正常")
        {
            return null;
        }

        if (decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var bits)
            && bits is >= int.MinValue and <= uint.MaxValue && decimal.IsInteger(bits))
        {
            return unchecked((uint)(long)bits);
        }

        fault ??= $"{TrackHeader.NameOf(field)} '{text}' is not a number of 32 bits; leave the column out with --columns {TrackHeader.NameOf(field)}=";
        return null;
    }
}
