using System.Net;
using System.Text;
using System.Text.Json;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Testing;

namespace HazmatTrack.Server.Tests.EndToEnd;

/// <summary>What becomes of a truck whose terminal's clock is wrong, and of reports that come late, by the public API.</summary>
public sealed class ClockTests(ClockTests.Running running) : IClassFixture<ClockTests.Running>
{
    private static readonly GeoPoint s_kunshan = new(31_360_000, 120_980_000);
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(30);
    private static int s_vehicles;

    private readonly TestProgram _program = running.Program;
    private readonly TestProgram.Silo _silo = running.Program.Silos[0];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Impossible => new()
    {
        { "8 h ahead", "clock-ahead-hours" },
        { "a year ahead", "clock-year" },
        { "a year behind", "clock-year" },
        { "1024 weeks ahead", "clock-week-rollover" },
        { "1024 weeks behind", "clock-week-rollover" },
        { "2000", "clock-reset" },
        { "1980", "clock-reset" },
        { "1970", "clock-reset" },
        { "20 min ahead", "in-the-future" },
        { "200 days behind", "too-old" },
    };

    [Theory]
    [MemberData(nameof(Impossible))]
    public async Task A_truck_whose_clock_cannot_be_right_is_said_to_be_refused_and_why(string clock, string reason)
    {
        var vehicle = NextVehicle();
        var before = await _silo.CountAsync("hazmattrack_dead_letters_total", reason);
        var start = Now() - TimeSpan.FromMinutes(10);
        await _program.SendAsync(Enumerable.Range(0, 7).Select(i => start + (i * s_interval)).Select(r => (vehicle, Parked(By(clock, r)), (Instant?)r)));

        var view = await SeesAsync(vehicle, v => v.Quality.Refusals is [{ Count: 7 }]);
        Assert.Equal("refused", view.Quality.Status);
        Assert.Equal(JsonValueKind.Null, view.Body.GetProperty("time").ValueKind);
        Assert.Equal(JsonValueKind.Null, view.Body.GetProperty("lastFix").ValueKind);
        var refusal = view.Quality.Refusals[0];
        Assert.Equal((reason, true), (refusal.Code, refusal.Active));
        Assert.Equal((start, start + (6 * s_interval)), (refusal.Since, refusal.Last));
        Assert.All(refusal.Texts, t => Assert.NotEmpty(t));
        Assert.Equal(before + 7, await _silo.CountAsync("hazmattrack_dead_letters_total", reason));
        Assert.Empty(await _program.HistoryAsync(vehicle));
    }

    [Fact]
    public async Task A_truck_whose_clock_is_8_hours_behind_is_judged_by_its_own_time_and_said_to_be_suspect_until_the_clock_is_set()
    {
        var vehicle = NextVehicle();
        var start = Now() - TimeSpan.FromMinutes(90);
        var receipts = Enumerable.Range(0, 60).Select(i => start + (i * s_interval)).ToList();
        var behind = receipts.ConvertAll(r => Parked(r - TimeSpan.FromHours(8)));
        await _program.SendAsync(receipts.Zip(behind, (r, p) => (vehicle, p, (Instant?)r)));

        var view = await SeesAsync(vehicle, v => v.Quality.Findings is [{ Count: 60 }]);
        Assert.Equal("suspect", view.Quality.Status);
        Assert.Equal((start, receipts[^1]), (view.Quality.Findings[0].Since, view.Quality.Findings[0].Last));
        Assert.Equal(("clock-behind", true, 8), (view.Quality.Findings[0].Code, view.Quality.Findings[0].Active, view.Quality.Findings[0].Hours));
        Assert.Contains("8", view.Quality.Findings[0].Texts[0], StringComparison.Ordinal);
        Assert.Equal(behind, await _program.HistoryAsync(vehicle));

        var healed = Enumerable.Range(0, 110).Select(i => start + TimeSpan.FromMinutes(30) + (i * s_interval)).ToList();
        await _program.SendAsync(healed.Select(r => (vehicle, Parked(r), (Instant?)r)));
        view = await SeesAsync(vehicle, v => v.Quality.Status == "good");
        Assert.Equal((60, false), (view.Quality.Findings[0].Count, view.Quality.Findings[0].Active));
    }

    [Fact]
    public async Task A_clock_that_resets_to_2000_and_heals_costs_the_reports_of_that_time_and_nothing_else()
    {
        var vehicle = NextVehicle();
        var start = Now() - TimeSpan.FromMinutes(60);
        var reports = Enumerable.Range(0, 100).Select(i => (Receipt: start + (i * s_interval), IsReset: i is >= 40 and < 45))
            .Select(r => (vehicle, Parked(r.IsReset ? By("2000", r.Receipt) : r.Receipt), (Instant?)r.Receipt)).ToList();
        await _program.SendAsync(reports);
        var view = await SeesAsync(vehicle, v => v.Quality is { Status: "good", Refusals: [{ Count: 5 }] });
        Assert.Equal(("good", "clock-reset", false), (view.Quality.Status, view.Quality.Refusals[0].Code, view.Quality.Refusals[0].Active));
        Assert.Equal(95, (await _program.HistoryAsync(vehicle)).Count);
        Assert.Empty(view.Quality.Findings);
    }

    [Fact]
    public async Task Two_terminals_under_one_plate_of_which_one_is_8_hours_behind_are_both_taken_and_told()
    {
        var vehicle = NextVehicle();
        var start = Now() - TimeSpan.FromMinutes(60);
        var reports = Enumerable.Range(0, 100).Select(i => (Receipt: start + (i * s_interval), Late: i % 2 == 1 ? TimeSpan.FromHours(8) : TimeSpan.Zero))
            .Select(r => (vehicle, Parked(r.Receipt - r.Late), (Instant?)r.Receipt)).ToList();
        await _program.SendAsync(reports);
        var view = await SeesAsync(vehicle, v => v.Quality.Findings.Any(f => f is { Code: "two-clocks", Count: 50 }));
        Assert.Equal("suspect", view.Quality.Status);
        Assert.Equal(100, (await _program.HistoryAsync(vehicle)).Count);
    }

    [Fact]
    public async Task Two_terminals_under_one_plate_of_which_one_is_8_hours_ahead_cost_the_reports_of_that_one()
    {
        var vehicle = NextVehicle();
        var start = Now() - TimeSpan.FromMinutes(60);
        var reports = Enumerable.Range(0, 100).Select(i => (Receipt: start + (i * s_interval), Ahead: i % 2 == 1 ? TimeSpan.FromHours(8) : TimeSpan.Zero))
            .Select(r => (vehicle, Parked(r.Receipt + r.Ahead), (Instant?)r.Receipt)).ToList();
        await _program.SendAsync(reports);
        var view = await SeesAsync(vehicle, v => v.Quality is { Status: "good", Refusals: [{ Count: 50 }] });
        Assert.Equal(("good", "clock-ahead-hours"), (view.Quality.Status, view.Quality.Refusals[0].Code));
    }

    [Fact]
    public async Task A_report_8_hours_behind_its_live_neighbours_is_judged_suspect_and_counted()
    {
        var vehicle = NextVehicle();
        var before = await _silo.CountAsync("hazmattrack_quality_reports_total", "time-off-by-hours");
        var start = Now() - TimeSpan.FromMinutes(30);
        await _program.SendAsync(Enumerable.Range(0, 40).Select(i => (Receipt: start + (i * s_interval), Late: i == 20 ? TimeSpan.FromHours(8) : TimeSpan.Zero))
            .Select(r => (vehicle, Parked(r.Receipt - r.Late), (Instant?)r.Receipt)));
        var view = await SeesAsync(vehicle, v => v.Quality.Findings.Any());
        Assert.Equal(("time-off-by-hours", 1, 8), (view.Quality.Findings[0].Code, view.Quality.Findings[0].Count, view.Quality.Findings[0].Hours));
        Assert.Equal(40, (await _program.HistoryAsync(vehicle)).Count);
        Assert.Equal(before + 1, await _silo.CountAsync("hazmattrack_quality_reports_total", "time-off-by-hours"));
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(2)]
    public async Task A_second_clock_or_a_single_report_8_hours_behind_raises_no_alert_at_a_time_when_the_truck_was_off(int every)
    {
        // Parked in Jiangsu, off for the night, then to Shanghai and back.
        var vehicle = NextVehicle();
        var drive = Drive(Now() - TimeSpan.FromMinutes(60)).ToList();
        var evening = Enumerable.Range(0, 5).Select(
            i => drive[0] with { Time = drive[0].Time - TimeSpan.FromHours(11) + (i * s_interval), SpeedDeciKmh = 0 }).ToList();
        var shanghai = drive.Count / 2;
        var behind = drive.Skip(shanghai).Where((_, i) => i % every == 0)
            .Select(r => (vehicle, r with { Time = r.Time - TimeSpan.FromHours(8) }, (Instant?)(r.Time + TimeSpan.FromSeconds(2))));
        var live = evening.Concat(drive).ToList();
        await _program.SendAsync(live.Select(r => (vehicle, r, (Instant?)r.Time)).Concat(behind).OrderBy(r => r.Item3!.Value.UnixMilliseconds));

        var expected = SomeFleet.Expected(vehicle, live);
        Assert.True(expected.Count(e => e.StartsWith("crossing", StringComparison.Ordinal)) >= 2);
        var sent = live.Count + behind.Count();
        await Eventually.BecomesTrueAsync(async () => (await _program.HistoryAsync(vehicle)).Count == sent, "all in history");
        await Eventually.BecomesTrueAsync(async () => (await _program.StandingAsync(vehicle)).SequenceEqual(expected), "the expected alerts");
        var from = Uri.EscapeDataString(ChinaTimeText.Format(live[0].Time));
        var (_, body) = await GetAsync(
            $"vehicles/{Uri.EscapeDataString(vehicle.ToString())}/history?from={from}&to={Uri.EscapeDataString(ChinaTimeText.Format(Now() + s_interval))}");
        Assert.Equal(
            behind.Select(b => b.Item2.Time),
            body.GetProperty("items").EnumerateArray().Where(i => i.TryGetProperty("hoursBehind", out var h) && h.GetInt32() == 8).Select(
                i => Instant.From(i.GetProperty("time").GetDateTimeOffset())));
    }

    [Fact]
    public async Task Reports_that_lay_8_hours_in_the_log_and_a_back_fill_after_an_outage_are_not_suspect()
    {
        var vehicle = NextVehicle();
        var start = Now() - TimeSpan.FromHours(12);
        var live = Enumerable.Range(0, 100).Select(i => start + (i * s_interval)).Select(t => (Receipt: t, Time: t));
        var back = start + TimeSpan.FromHours(4);
        var kept = Enumerable.Range(100, 380).Select(i => (Receipt: back, Time: start + (i * s_interval)));
        var after = Enumerable.Range(0, 100).Select(i => back + (i * s_interval)).Select(t => (Receipt: t, Time: t));
        await _program.SendAsync(live.Concat(kept).Concat(after).Select(r => (vehicle, Parked(r.Time), (Instant?)r.Receipt)));
        await Eventually.BecomesTrueAsync(async () => (await _program.HistoryAsync(vehicle)).Count == 580, "all in history");
        var view = await SeesAsync(vehicle, v => v.Time > back);
        Assert.Equal("good", view.Quality.Status);
        Assert.Empty(view.Quality.Findings);
    }

    [Theory]
    [InlineData(12)]
    [InlineData(250)]
    public async Task A_crossing_that_only_reports_hours_late_tell_is_raised_and_says_that_it_is_late(int newer)
    {
        var vehicle = NextVehicle();
        var start = Now() - TimeSpan.FromHours(6);
        var before = Enumerable.Range(0, 12).Select(i => Parked(start + (i * s_interval)));
        var after = Enumerable.Range(0, newer).Select(i => Parked(start + TimeSpan.FromHours(3) + (i * s_interval)));
        await _program.SendAsync(before.Concat(after).Select(r => (vehicle, r)));
        await Eventually.BecomesTrueAsync(async () => (await _program.HistoryAsync(vehicle)).Count == 12 + newer, "the first in history");
        Assert.Empty(await _program.StandingAsync(vehicle));

        // Into Shanghai and back, an hour after the first ones.
        var drive = Drive(start + TimeSpan.FromHours(1)).ToList();
        await _program.SendAsync(drive.Select(r => (vehicle, r)));
        var expected = SomeFleet.Expected(vehicle, before.Concat(after).Concat(drive));
        Assert.True(expected.Count(e => e.StartsWith("crossing", StringComparison.Ordinal)) >= 2);
        await Eventually.BecomesTrueAsync(async () => (await _program.StandingAsync(vehicle)).SequenceEqual(expected), "the expected alerts");
        var (_, body) = await GetAsync($"alerts?vehicle={Uri.EscapeDataString(vehicle.ToString())}&limit=100");
        var alerts = body.GetProperty("items").EnumerateArray().Where(a => a.GetProperty("status").GetString() != "retracted").ToList();
        Assert.Equal(expected.Count, alerts.Count);
        Assert.All(alerts, a => Assert.True(a.GetProperty("late").GetBoolean()));
        Assert.All(
            alerts, a => Assert.InRange(a.GetProperty("onset").GetDateTimeOffset(), drive[0].Time.ToDateTimeOffset(), drive[^1].Time.ToDateTimeOffset()));
    }

    [Fact]
    public async Task A_truck_whose_items_are_refused_at_http_ingest_is_said_to_be_refused()
    {
        var vehicle = NextVehicle();
        var (plate, time) = (vehicle.Plate, ChinaTimeText.Format(Now() + TimeSpan.FromHours(8)));
        using var body = new StringContent(
            $$"""[{"plate":"{{plate}}","plateColor":2,"time":"{{time}}","lat":31.2,"lon":121.4,"speedKmh":60,"heading":90},{"plate":"{{plate}}","plateColor":2,"time":"{{time}}"}]""",
            Encoding.UTF8,
            "application/json");
        using var answer = await _silo.Http.PostAsync(new Uri("/api/v1/positions", UriKind.Relative), body, Stop);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var view = await SeesAsync(vehicle, v => v.Quality.Refusals.Count == 2);
        Assert.Equal("refused", view.Quality.Status);
        Assert.Equal(["clock-ahead-hours", "missing-member"], view.Quality.Refusals.Select(r => r.Code).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_truck_whose_terminal_says_0_km_per_h_while_it_drives_is_found_out()
    {
        var vehicle = NextVehicle();
        var drive = Drive(Now() - TimeSpan.FromMinutes(60)).Select((r, i) => r with { SpeedDeciKmh = (ushort)(i == 3 ? 60 : 0) }).ToList();
        await _program.SendAsync(drive.Select(r => (vehicle, r, (Instant?)r.Time)));
        var view = await SeesAsync(vehicle, v => v.Quality.Findings.Any());
        Assert.Equal(("suspect", "speed-always-zero", true), (view.Quality.Status, view.Quality.Findings[0].Code, view.Quality.Findings[0].Active));
    }

    [Fact]
    public async Task Two_trucks_under_one_plate_are_told_with_both_places()
    {
        var vehicle = NextVehicle();
        var start = Now() - TimeSpan.FromMinutes(90);
        var reports = Enumerable.Range(0, 160).Select(i => Parked(start + (i * s_interval)) with
        {
            Position = i % 2 == 0 ? s_kunshan : new(30_700_000 + (i * 2000), 120_650_000),
            SpeedDeciKmh = (ushort)(i % 2 == 0 ? 0 : 270),
        }).ToList();
        await _program.SendAsync(reports.Select(r => (vehicle, r, (Instant?)r.Time)));
        var view = await SeesAsync(vehicle, v => v.Quality.Findings.Any(f => f is { Code: "two-tracks", Places: 2 }));
        Assert.Equal("suspect", view.Quality.Status);
        Assert.Equal(reports, await _program.HistoryAsync(vehicle));
    }

    [Fact]
    public async Task Two_trucks_under_one_plate_that_report_in_the_same_seconds_are_told_and_counted()
    {
        var vehicle = NextVehicle();
        var before = await _silo.CountAsync("hazmattrack_quality_reports_total", "two-places");
        var start = Now() - TimeSpan.FromMinutes(90);
        var reports = Enumerable.Range(0, 160).SelectMany(i => new[] { s_kunshan, new GeoPoint(30_700_000 + (i * 2000), 120_650_000) }
            .Select((place, n) => Parked(start + (i * s_interval)) with { Position = place, SpeedDeciKmh = (ushort)(n * 270) })).ToList();
        await _program.SendAsync(reports.Select(r => (vehicle, r, (Instant?)r.Time)));
        var view = await SeesAsync(vehicle, v => v.Quality.Findings.Any(f => f is { Code: "two-tracks", Places: 2 }) && v.Quality.Findings.Any(
            f => f is { Code: "two-places", Count: 160 }));
        Assert.Equal("suspect", view.Quality.Status);
        Assert.Equal(160, (await _program.HistoryAsync(vehicle)).Count);
        Assert.Equal(before + 160, await _silo.CountAsync("hazmattrack_quality_reports_total", "two-places"));
        Assert.Contains(await _program.StandingAsync(vehicle), a => a.StartsWith("two-vehicles", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_vehicle_that_nobody_ever_sent_anything_of_is_not_found()
    {
        var vehicle = Uri.EscapeDataString(NextVehicle().ToString());

        // Until hot state is whole, nobody can say that a vehicle is not known.
        var status = HttpStatusCode.ServiceUnavailable;
        await Eventually.BecomesTrueAsync(
            async () => (status = (await GetAsync($"vehicles/{vehicle}")).Item1) != HttpStatusCode.ServiceUnavailable, "hot state to be whole");
        Assert.Equal(HttpStatusCode.NotFound, status);
    }

    private static Instant Now() => new(Instant.From(TimeProvider.System.GetUtcNow()).UnixMilliseconds / 1000 * 1000);

    private static VehicleId NextVehicle() => VehicleId.Parse($"苏E{20_000 + Interlocked.Increment(ref s_vehicles)}_2");

    private static PositionReport Parked(Instant time) => new()
    {
        Time = time,
        Position = s_kunshan,
        SpeedDeciKmh = 0,
        HeadingDegrees = 0,
        Status = ReportStatus.Fixed | ReportStatus.AccOn,
    };

    /// <summary>From Kunshan to Anting in Shanghai and back, a fix every 30 s at 70 km/h.</summary>
    private static IEnumerable<PositionReport> Drive(Instant from)
    {
        GeoPoint[] way = [.. SomeFleet.WayOf(0).Take(3).Reverse(), .. SomeFleet.WayOf(0).Take(3).Skip(1)];
        var time = from;
        for (var leg = 1; leg < way.Length; leg++)
        {
            var steps = (int)Math.Ceiling(Geodesy.Between(way[leg - 1], way[leg]).Metres / (70 / 3.6 * s_interval.TotalSeconds));
            for (var step = 0; step < steps; step++, time += s_interval)
            {
                GeoPoint Between(double f) => new(
                    (int)(way[leg - 1].LatitudeE6 + (f * (way[leg].LatitudeE6 - way[leg - 1].LatitudeE6))),
                    (int)(way[leg - 1].LongitudeE6 + (f * (way[leg].LongitudeE6 - way[leg - 1].LongitudeE6))));
                yield return Parked(time) with { Position = Between((double)step / steps), SpeedDeciKmh = 700 };
            }
        }
    }

    private static Instant By(string clock, Instant truth) => clock switch
    {
        "8 h ahead" => truth + TimeSpan.FromHours(8),
        "20 min ahead" => truth + TimeSpan.FromMinutes(20),
        "200 days behind" => truth - TimeSpan.FromDays(200),
        "a year ahead" => Instant.From(truth.ToDateTimeOffset().AddYears(1)),
        "a year behind" => Instant.From(truth.ToDateTimeOffset().AddYears(-1)),
        "1024 weeks ahead" => truth + TimeSpan.FromDays(7 * 1024),
        "1024 weeks behind" => truth - TimeSpan.FromDays(7 * 1024),
        "2000" => Instant.From(new(2000, 1, 1, 0, 0, (int)(truth.UnixMilliseconds / 30_000 % 60), TimeSpan.Zero)),
        "1980" => Instant.From(new(1980, 1, 6, 0, 0, (int)(truth.UnixMilliseconds / 30_000 % 60), TimeSpan.Zero)),
        _ => default,
    };

    private async Task<(HttpStatusCode Status, JsonElement Body)> GetAsync(string path)
    {
        using var answer = await _silo.Http.GetAsync(new Uri($"/api/v1/{path}", UriKind.Relative), Stop);
        return (answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(Stop)).RootElement);
    }

    private async Task<Seen> SeesAsync(VehicleId vehicle, Func<Seen, bool> wanted)
    {
        var (seen, last) = ((Seen?)null, "");
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                var (status, body) = await GetAsync($"vehicles/{Uri.EscapeDataString(vehicle.ToString())}");
                last = body.ToString();
                seen = status == HttpStatusCode.OK ? new(body) : null;
                return seen is not null && wanted(seen);
            },
            () => $"what is expected of {vehicle}; it is {last}",
            20);
        return seen!;
    }

    /// <summary>One program for all.</summary>
    public sealed class Running : IAsyncLifetime
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-clock-").FullName;

        internal TestProgram Program { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Program = TestProgram.Embedded(_folder);
            await Program.StartAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await Program.DisposeAsync();
            Directory.Delete(_folder, true);
        }
    }

    private sealed record Seen(JsonElement Body)
    {
        public Instant? Time => Body.GetProperty("time") is { ValueKind: JsonValueKind.String } time ? Instant.From(time.GetDateTimeOffset()) : null;

        public (string Status, IReadOnlyList<Item> Findings, IReadOnlyList<Item> Refusals) Quality =>
            (Body.GetProperty("quality").GetProperty("status").GetString()!, Items("findings"), Items("refusals"));

        private IReadOnlyList<Item> Items(string name) => [.. Body.GetProperty("quality").GetProperty(name).EnumerateArray().Select(i => new Item(
            i.GetProperty("code").GetString()!,
            i.GetProperty("active").GetBoolean(),
            Instant.From(i.GetProperty("since").GetDateTimeOffset()),
            Instant.From(i.GetProperty("last").GetDateTimeOffset()),
            i.GetProperty("count").GetInt32(),
            i.TryGetProperty("hours", out var hours) ? hours.GetInt32() : null,
            i.TryGetProperty("places", out var places) ? places.GetArrayLength() : 0,
            [i.GetProperty("text").GetProperty("zh-CN").GetString()!, i.GetProperty("text").GetProperty("en").GetString()!]))];
    }

    private sealed record Item(string Code, bool Active, Instant Since, Instant Last, int Count, int? Hours, int Places, string[] Texts);
}
