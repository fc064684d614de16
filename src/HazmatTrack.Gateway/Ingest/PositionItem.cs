using System.Text.Json;
using HazmatTrack.Contracts.Messages;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Http.Times;

namespace HazmatTrack.Gateway.Ingest;

/// <summary>Reads one item of <c>POST /api/v1/positions</c>. Never throws for any JSON.</summary>
internal sealed class PositionItem(IngestOptions options, ValuesNotTaken notTaken)
{
    private const double MostDeciKm = uint.MaxValue / 10.0;

    private static readonly LocalText s_plate = new("车牌号文本，例如 \"沪A12345\"", "a text of at most 100 characters, such as \"沪A12345\"");
    private static readonly LocalText s_colour = new(
        "JT/T 697.7-2014 的车牌颜色代码（整数，例如 1 蓝、2 黄）", "the code of a plate colour of JT/T 697.7-2014, a whole number such as 1 (blue) or 2 (yellow)");

    private static readonly LocalText s_latitude = new("-90 至 90 的数字（度）", "a number from -90 to 90, degrees");
    private static readonly LocalText s_longitude = new("-180 至 180 的数字（度）", "a number from -180 to 180, degrees");

    private readonly ReportCheck _check = new(options, notTaken);

    /// <summary>The same for items that are refused: no value of theirs is counted as not taken.</summary>
    private readonly ReportCheck _explaining = new(options);

    /// <summary>
    /// Returns the report, or the reason for refusal and the faults of all members, with their names; the reason is that of the first.
    /// The vehicle is the default where it cannot be read.
    /// </summary>
    public bool TryRead(JsonElement item, Instant now, out VehicleId vehicle, out PositionReport report, out RejectReason reason, out LocalText detail)
    {
        (vehicle, report, reason, detail) = (default, default, RejectReason.None, default);
        if (item.ValueKind != JsonValueKind.Object)
        {
            (reason, detail) = (RejectReason.Malformed, new(
                "每一条应为 JSON 对象，含 plate、plateColor、time、lat、lon、speedKmh 和 heading。",
                "An item is a JSON object with plate, plateColor, time, lat, lon, speedKmh and heading."));
            return false;
        }

        var reader = new PositionMembers(item);
        var plate = reader.Text("plate", s_plate);
        var colour = reader.Whole("plateColor", s_colour, 0, 99, required: true);
        var time = reader.Text("time", ApiTimeParser.ExpectedClaim);
        var isFixed = reader.Flag("fixed");
        var status = reader.Bits("statusBits");
        status = isFixed is { } f ? (f ? status | (uint)ReportStatus.Fixed : status & ~(uint)ReportStatus.Fixed)
            : reader.Has("statusBits") ? status
            : (uint)ReportStatus.Fixed;
        var located = (status & (uint)ReportStatus.Fixed) != 0;
        var latitude = reader.Number("lat", s_latitude, -1000, 1000, located);
        var longitude = reader.Number("lon", s_longitude, -1000, 1000, located);
        var speed = reader.NumberIfSensible("speedKmh", 0, 100_000);
        var heading = reader.NumberIfSensible("heading", 0, 100_000);
        var altitude = reader.NumberIfSensible("altitudeM", -1_000_000, 1_000_000);
        var mileage = reader.NumberIfSensible("mileageKm", 0, MostDeciKm);
        var alarms = reader.Bits("alarmBits");
        var datum = reader.Has("datum") ? reader.Text("datum", DatumName.Expected) : "wgs84";
        if (plate is not null && colour is not null)
        {
            if (!VehicleId.TryCreate(plate, (int)colour, out vehicle, out var why))
            {
                reader.Add(RejectReason.UnknownVehicle, why);
            }
        }
        else
        {
            // The vehicle may be readable all the same.
            _ = VehicleId.TryParse(FormattableString.Invariant($"{plate}_{colour}"), out vehicle);
        }

        Instant at = default;
        var isTime = time is not null && ApiTimeParser.TryParseClaim(time, out at);
        if (!isTime && time is not null)
        {
            reader.Add(RejectReason.WrongType, new(
                $"time “{time}”不是{ApiTimeParser.ExpectedClaim.Chinese}。", $"time '{time}' is not {ApiTimeParser.ExpectedClaim.English}."));
        }

        var claim = new UncheckedReport
        {
            TimeMs = (isTime ? at : now).UnixMilliseconds,
            LatitudeE6 = (int)Math.Round(latitude * 1e6),
            LongitudeE6 = (int)Math.Round(longitude * 1e6),
            SpeedDeciKmh = speed is { } kmh ? (uint)Math.Round(kmh * 10) : null,
            HeadingDegrees = heading is { } degrees ? (uint)Math.Round(degrees) : null,
            AltitudeM = altitude is { } metres ? (int)Math.Round(metres) : null,
            MileageDeciKm = mileage is { } km ? (uint)Math.Round(km * 10) : null,
            AlarmBits = alarms,
            StatusBits = status,
            Datum = DatumName.Parse(datum ?? "") ?? (Datum)(-1),
        };
        if (reader.Fault == RejectReason.None && _check.Check(claim, now, now, out report) == RejectReason.None)
        {
            return true;
        }

        AddFaults(ref reader, claim, now, datum);
        (report, reason, detail) = (default, reader.Fault, reader.Detail);
        return false;
    }

    /// <summary>Adds everything that the check of reports finds: one fault after the other, each put right for the next look.</summary>
    private void AddFaults(ref PositionMembers reader, UncheckedReport claim, Instant now, string? datum)
    {
        for (var fault = Look(claim); fault != RejectReason.None; fault = Look(claim))
        {
            if (fault == RejectReason.UnknownDatum)
            {
                if (reader.IsRead("datum"))
                {
                    reader.Add(fault, new(
                        $"datum “{datum}”未知；应为 {DatumName.Expected.Chinese}。", $"datum '{datum}' is not known; it is {DatumName.Expected.English}."));
                }

                claim = claim with { Datum = Datum.Wgs84 };
            }
            else if (fault == RejectReason.ImpossibleCoordinates)
            {
                if (reader.IsRead("lat", "lon", "statusBits", "fixed"))
                {
                    reader.Add(fault, _explaining.Explain(fault, claim, now, now));
                }

                return;
            }
            else
            {
                reader.Add(fault, _explaining.Explain(fault, claim, now, now));
                claim = claim with { TimeMs = now.UnixMilliseconds };
            }
        }

        RejectReason Look(in UncheckedReport at) => _explaining.Check(at, now, now, out _);
    }
}
