using System.Text;
using Google.Protobuf;
using HazmatTrack.Contracts.Messages;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Tracker.Reading;

namespace HazmatTrack.Server.Tests.Ingest;

public sealed class PositionDecoderTests
{
    private readonly PositionDecoder _decoder = new(new());

    [Fact]
    public void A_position_becomes_a_report_of_its_vehicle()
    {
        Assert.Equal(RejectReason.None, _decoder.Decode(Some.Record(Some.Message()), Some.Now, out var vehicle, out var report));
        Assert.Equal(Some.Truck, vehicle?.Id.ToString());
        Assert.Equal(
            new PositionReport
            {
                Time = new(Some.Now.UnixMilliseconds - 10_000),
                Position = new(31_385_600, 120_980_700),
                SpeedDeciKmh = 655,
                HeadingDegrees = 92,
                AltitudeMetres = 6,
                MileageDeciKm = 1_234_567,
                Status = ReportStatus.Fixed | ReportStatus.AccOn,
            },
            report);
    }

    [Fact]
    public void Nothing_is_allocated_for_a_vehicle_seen_before()
    {
        var key = Encoding.UTF8.GetBytes(Some.Truck);
        var value = Some.Message().ToByteArray();
        for (var i = 0; i < 100; i++)
        {
            _decoder.Decode(Some.Record(key, value), Some.Now, out _, out _);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            _decoder.Decode(Some.Record(key, value), Some.Now, out _, out _);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData("沪a12345_2", "沪A12345_2")]
    [InlineData("沪A12345_2", "沪Ａ·１２３４５＿２")]
    [InlineData("沪 AI2345_2", "沪A-12345_2")]
    public void A_record_whose_key_or_message_spells_the_plate_otherwise_is_of_the_same_truck(string key, string vehicle)
    {
        _decoder.Decode(Some.Record(Some.Message()), Some.Now, out var truck, out _);
        var record = Some.Record(Encoding.UTF8.GetBytes(key), Some.Message(vehicle).ToByteArray());
        Assert.Equal(RejectReason.None, _decoder.Decode(record, Some.Now, out var found, out _));
        Assert.Same(truck, found);
        Assert.Equal(Encoding.UTF8.GetBytes(Some.Truck), found!.Key.ToArray());
    }

    [Fact]
    public void A_speed_or_heading_that_cannot_be_does_not_cost_the_position_and_is_absent()
    {
        foreach (var speed in new uint[] { 3001, 7000, 65_535, uint.MaxValue })
        {
            var message = Some.Message();
            (message.SpeedDeciKmh, message.HeadingDegrees) = (speed, 361);
            Assert.Equal(RejectReason.None, _decoder.Decode(Some.Record(message), Some.Now, out _, out var report));
            Assert.True(report.IsPosition);
            Assert.Equal((null, null), (report.SpeedDeciKmh, report.HeadingDegrees));
        }
    }

    public static TheoryData<string, Action<PositionMessage>> Rejected => new()
    {
        { "unknown-vehicle-format", m => m.Vehicle = "沪A12345" },
        { "unknown-vehicle-format", m => m.Vehicle = "沪A12345_7" },
        { "unknown-vehicle-format", m => m.Vehicle = "沪A 2345_2" },
        { "unknown-vehicle-format", m => m.Vehicle = "bad_2" },
        { "unknown-vehicle-format", m => m.Vehicle = "沪A1234挂_1" },
        { "unknown-vehicle-format", m => m.Vehicle = new string('A', 2000) + "_2" },
        { "unknown-datum", m => m.Datum = (Datum)2 },
        { "impossible-coordinates", m => m.LatitudeE6 = 90_000_001 },
        { "impossible-coordinates", m => m.LongitudeE6 = -180_000_001 },
        { "impossible-coordinates", m => (m.LatitudeE6, m.LongitudeE6) = (0, 0) },
        { "in-the-future", m => m.TimeMs = Some.Now.UnixMilliseconds + 300_001 },
        { "in-the-future", m => m.TimeMs = long.MaxValue },
        { "too-old", m => m.TimeMs = Some.Now.UnixMilliseconds - (183L * 86_400_000) - 1 },
        { "too-old", m => m.TimeMs = long.MinValue },
        { "clock-reset", m => m.TimeMs = 0 },
        { "clock-reset", m => m.TimeMs = At("2000-01-01T00:00:07Z") },
        { "clock-reset", m => m.TimeMs = At("1980-01-06T00:00:00Z") },
        { "clock-ahead-hours", m => m.TimeMs = At("2026-03-01T15:59:50Z") },
        { "clock-week-rollover", m => m.TimeMs = At("2006-07-16T07:59:50Z") },
        { "clock-week-rollover", m => m.TimeMs = At("2045-10-15T07:59:50Z") },
        { "clock-year", m => m.TimeMs = At("2025-03-01T07:59:50Z") },
        { "clock-year", m => m.TimeMs = At("2027-03-01T07:59:50Z") },
    };

    [Theory]
    [MemberData(nameof(Rejected))]
    public void What_cannot_be_is_rejected_with_its_reason(string code, Action<PositionMessage> spoil)
    {
        var message = Some.Message();
        spoil(message);
        var record = Some.Record(message);
        var reason = _decoder.Decode(record, Some.Now, out _, out _);
        Assert.Equal(code, reason.Code());
        Assert.EndsWith(".", _decoder.Explain(reason, record, Some.Now), StringComparison.Ordinal);
    }

    public static TheoryData<string, byte[]?, byte[]?> Malformed => new()
    {
        { "empty", Encoding.UTF8.GetBytes(Some.Truck), null },
        { "empty", Encoding.UTF8.GetBytes(Some.Truck), [] },
        { "oversized", Encoding.UTF8.GetBytes(Some.Truck), new byte[4097] },
        { "undecodable", Encoding.UTF8.GetBytes(Some.Truck), "{\"plate\":\"沪A12345\"}"u8.ToArray() },
        { "undecodable", Encoding.UTF8.GetBytes(Some.Truck), Some.Message().ToByteArray()[..^1] },
        { "missing-key", null, Some.Message().ToByteArray() },
        { "unknown-vehicle-format", [0xff, 0xfe, (byte)'_', (byte)'2'], Some.Message().ToByteArray() },
        { "unknown-vehicle-format", Encoding.UTF8.GetBytes(Some.Truck + "\0"), Some.Message(Some.Truck + "\0").ToByteArray() },
        { "key-vehicle-mismatch", "浙B99999_2"u8.ToArray(), Some.Message().ToByteArray() },
        { "key-vehicle-mismatch", Encoding.UTF8.GetBytes(Some.Truck), new PositionMessage { TimeMs = 5 }.ToByteArray() },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void What_is_no_position_message_is_rejected_with_its_reason(string code, byte[]? key, byte[]? value)
    {
        var record = Some.Record(key, value);
        var reason = _decoder.Decode(record, Some.Now, out _, out _);
        Assert.Equal(code, reason.Code());
        Assert.EndsWith(".", _decoder.Explain(reason, record, Some.Now), StringComparison.Ordinal);
    }

    [Fact]
    public void A_time_8_hours_ahead_is_not_true_for_being_read_9_hours_later()
    {
        var message = Some.Message();
        message.TimeMs = Some.Now.UnixMilliseconds - 3_600_000;
        var record = Some.Record(message, Some.Now.UnixMilliseconds - (9 * 3_600_000));
        var reason = _decoder.Decode(record, Some.Now, out _, out _);
        Assert.Equal("clock-ahead-hours", reason.Code());
        Assert.Contains("8 h ahead", _decoder.Explain(reason, record, Some.Now), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(long.MaxValue)]
    public void A_record_without_a_time_that_can_be_is_received_when_it_is_read(long timestamp)
    {
        var record = Some.Record(Some.Message(), timestamp);
        Assert.Equal(Some.Now, _decoder.ReceiptOf(record, Some.Now));
        Assert.Equal(RejectReason.None, _decoder.Decode(record, Some.Now, out _, out _));
    }

    private static long At(string time) => DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();

    [Theory]
    [InlineData(10_000, 0)]
    [InlineData(28_803_000, 8)]
    [InlineData(28_840_000, 0)]
    [InlineData(7_200_000, 2)]
    public void By_how_many_whole_hours_a_time_is_behind_receipt_is_kept_with_the_report_whenever_it_is_read(long delay, int hours)
    {
        var message = Some.Message();
        (message.TimeMs, message.StatusBits) = (Some.Now.UnixMilliseconds - delay, uint.MaxValue & ~0x20u);
        foreach (var later in new[] { TimeSpan.Zero, TimeSpan.FromHours(5) })
        {
            Assert.Equal(RejectReason.None, _decoder.Decode(Some.Record(message, Some.Now.UnixMilliseconds), Some.Now + later, out _, out var report));
            Assert.Equal((hours, (ReportStatus)0x07ffffdf), (report.HoursBehind, report.TerminalStatus));
        }

        // Without a time of the record it is not known.
        Assert.Equal(RejectReason.None, _decoder.Decode(Some.Record(message), Some.Now, out _, out var unknown));
        Assert.Equal(0, unknown.HoursBehind);
    }

    [Fact]
    public void Of_a_back_fill_that_lies_hours_ahead_the_time_zone_is_named_as_the_likely_cause()
    {
        // Local time sent as UTC, kept for 2 h 43 min 20 s.
        var message = Some.Message();
        message.TimeMs = Some.Now.UnixMilliseconds + 28_800_000 - 9_800_000;
        var record = Some.Record(message, Some.Now.UnixMilliseconds);
        Assert.Equal(RejectReason.InTheFuture, _decoder.Decode(record, Some.Now, out _, out _));
        Assert.Contains("sends local time as UTC", _decoder.Explain(RejectReason.InTheFuture, record, Some.Now), StringComparison.Ordinal);
        message.TimeMs = Some.Now.UnixMilliseconds + 1_200_000;
        record = Some.Record(message, Some.Now.UnixMilliseconds);
        Assert.DoesNotContain("sends local time as UTC", _decoder.Explain(RejectReason.InTheFuture, record, Some.Now), StringComparison.Ordinal);
    }

    [Fact]
    public void At_its_limits_a_report_is_taken()
    {
        foreach (var time in new[] { Some.Now.UnixMilliseconds + 300_000, Some.Now.UnixMilliseconds - (183L * 86_400_000) })
        {
            var message = Some.Message();
            (message.TimeMs, message.SpeedDeciKmh, message.HeadingDegrees, message.AltitudeM) = (time, 3000, 360, 1_000_000);
            Assert.Equal(RejectReason.None, _decoder.Decode(Some.Record(message), Some.Now, out _, out var report));
            Assert.Equal(((ushort?)0, (short?)short.MaxValue), (report.HeadingDegrees, report.AltitudeMetres));
        }
    }

    [Fact]
    public void Without_a_fix_or_encrypted_the_coordinates_are_no_position_and_no_reason()
    {
        foreach (var status in new[] { 0u, 1u, 0x22u })
        {
            var message = Some.Message();
            (message.LatitudeE6, message.LongitudeE6, message.StatusBits) = (int.MaxValue, int.MinValue, status);
            Assert.Equal(RejectReason.None, _decoder.Decode(Some.Record(message), Some.Now, out _, out var report));
            Assert.False(report.IsPosition);
            Assert.Equal(default, report.Position);
        }
    }

    [Fact]
    public void Gcj02_is_converted_before_anything_else()
    {
        var truth = new GeoPoint(31_385_600, 120_980_700);
        var shifted = Gcj02.FromWgs84(truth);
        var message = Some.Message();
        (message.LatitudeE6, message.LongitudeE6, message.Datum) = (shifted.LatitudeE6, shifted.LongitudeE6, Datum.Gcj02);
        Assert.Equal(RejectReason.None, _decoder.Decode(Some.Record(message), Some.Now, out _, out var report));
        Assert.InRange(Geodesy.Between(truth, report.Position).Metres, 0, 0.2);
    }
}
