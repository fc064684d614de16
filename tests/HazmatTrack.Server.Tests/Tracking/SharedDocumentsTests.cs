using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.TestServers;
using HazmatTrack.Testing.Documents;
using HazmatTrack.Testing.Documents.Operators;
using HazmatTrack.Testing.Documents.Zones;

namespace HazmatTrack.Server.Tests.Tracking;

/// <summary>What is filed for an area or an operator is judged by, and whoever it touched before is judged again; over the real stores of either
/// engine.</summary>
public abstract class SharedDocumentsTests : StagesTests
{
    private static readonly VehicleId s_other = new("苏E10002", PlateColour.Yellow);
    private static readonly DocumentSubject s_operator = DocumentSubject.Operator("91310000MA1FL8XQ30");
    private static readonly DocumentSubject s_another = DocumentSubject.Operator("91320500MA1NF6T42L");

    private static Zone Zone => new()
    {
        Number = "Z1",
        Area = Around(At(20).Position),
        Reason = "施工",
        ValidFrom = Begin - TimeSpan.FromDays(1),
        ValidTo = Begin + TimeSpan.FromDays(1),
    };

    private static Suspension Suspension => new()
    {
        Number = "S1",
        Operator = s_operator,
        ValidFrom = Begin + TimeSpan.FromMinutes(2),
        ValidTo = Begin + TimeSpan.FromMinutes(5),
    };

    [Theory]
    [InlineData(60)]
    [InlineData(400)]
    public async Task A_zone_filed_about_the_past_finds_the_truck_that_was_in_it_and_judges_no_other_again(int reports)
    {
        await using var stages = await OpenAsync(SampleKinds.Rules.With(_ => []), SampleKinds.All);
        await DriveAsync(stages, reports);
        await stages.Papers.FileAsync(Zone);
        await FollowUpAsync(stages);
        var found = Assert.Single(await stages.StandingAsync(Truck), f => f.Rule == "sample-zone");
        Assert.NotNull(found.End);
        Assert.All(await stages.EventsAsync(Truck, "sample-zone"), e => Assert.Equal(ChangeCause.Document, e.Cause));
        Assert.Empty(await stages.EventsAsync(s_other, "sample-zone"));
        Assert.Equal(1, await stages.CountAsync("hazmattrack_documents_noted_total"));
    }

    [Fact]
    public async Task A_zone_that_is_moved_away_and_one_that_is_withdrawn_retract_what_they_found()
    {
        await using var stages = await OpenAsync(SampleKinds.Rules.With(_ => []), SampleKinds.All);
        await stages.Papers.FileAsync(Zone);
        await stages.Papers.FileAsync(Zone with { Number = "Z2" });
        await stages.Papers.LookAsync();
        await DriveAsync(stages, 60);
        Assert.Equal(2, (await stages.StandingAsync(Truck)).Count(f => f.Rule == "sample-zone"));

        await stages.Papers.FileAsync(Zone with { Area = Around(new(29_000_000, 118_000_000)) });
        await stages.Papers.FileAsync(Zone with { Number = "Z2", WithdrawnAt = Begin - TimeSpan.FromHours(1) });
        await FollowUpAsync(stages);
        Assert.DoesNotContain(await stages.StandingAsync(Truck), f => f.Rule == "sample-zone");
        Assert.Equal(2, (await stages.EventsAsync(Truck, "sample-zone")).Count(e => e is { Kind: AlertEventKind.Retracted, Cause: ChangeCause.Document }));
    }

    [Fact]
    public async Task A_zone_that_begins_tomorrow_has_nobody_judged_again()
    {
        await using var stages = await OpenAsync(SampleKinds.Rules.With(_ => []), SampleKinds.All);
        await DriveAsync(stages, 60);
        await stages.Papers.FileAsync(Zone with { ValidFrom = Begin + TimeSpan.FromDays(1), ValidTo = Begin + TimeSpan.FromDays(2) });
        await FollowUpAsync(stages);
        Assert.Equal(1, stages.Noted);
        Assert.Equal(0, await stages.CountAsync("hazmattrack_documents_noted_total"));
    }

    [Fact]
    public async Task An_operator_suspended_after_the_fact_touches_its_own_trucks_alone()
    {
        await using var stages = await OpenAsync(SampleKinds.Rules.With(_ => []), SampleKinds.All);
        await stages.Papers.FileAsync(Licence("L1", Truck, s_operator));
        await stages.Papers.FileAsync(Licence("L2", s_other, s_another));
        await stages.Papers.LookAsync();
        await DriveAsync(stages, 60);
        await FollowUpAsync(stages);

        await stages.Papers.FileAsync(Suspension);
        await FollowUpAsync(stages);
        var found = Assert.Single(await stages.StandingAsync(Truck), f => f.Rule == "sample-suspended");
        Assert.Equal(Suspension.ValidFrom, found.Onset);
        Assert.DoesNotContain(await stages.StandingAsync(s_other), f => f.Rule == "sample-suspended");

        // The licence is corrected: it was the other operator's truck.
        await stages.Papers.FileAsync(Licence("L1", Truck, s_another));
        await FollowUpAsync(stages);
        Assert.DoesNotContain(await stages.StandingAsync(Truck), f => f.Rule == "sample-suspended");

        // And so was the suspension meant for the other.
        await stages.Papers.FileAsync(Suspension with { Operator = s_another });
        await FollowUpAsync(stages);
        Assert.Contains(await stages.StandingAsync(Truck), f => f.Rule == "sample-suspended");
        Assert.Contains(await stages.StandingAsync(s_other), f => f.Rule == "sample-suspended");
    }

    private static Licence Licence(string number, VehicleId vehicle, DocumentSubject carrier) => new()
    {
        Number = number,
        Vehicle = vehicle,
        Carrier = carrier,
        ValidFrom = Begin - TimeSpan.FromDays(30),
        ValidTo = Begin + TimeSpan.FromDays(30),
    };

    private static GeoPolygon Around(GeoPoint place) => new(
    [
        new(place.LatitudeE6 - 4000, place.LongitudeE6 - 4000), new(place.LatitudeE6 - 4000, place.LongitudeE6 + 4000),
        new(place.LatitudeE6 + 4000, place.LongitudeE6 + 4000), new(place.LatitudeE6 + 4000, place.LongitudeE6 - 4000),
    ]);

    /// <summary>What is filed is judged by, noted, and what is noted judged again.</summary>
    private static async Task FollowUpAsync(Stages stages)
    {
        await stages.Papers.LookAsync();
        await stages.FollowFilingsAsync();
    }

    /// <summary>One truck drives from west to east, the other a hundred kilometres further north.</summary>
    private static async Task DriveAsync(Stages stages, int reports)
    {
        var offset = 0;
        foreach (var some in Enumerable.Range(0, reports).Chunk(10))
        {
            await stages.StoreAsync(await stages.JudgeAsync(
                offset, some.SelectMany(
                    i => new[] { (Truck, At(i)), (s_other, At(i) with { Position = At(i).Position with { LatitudeE6 = 32_500_000 } }) })));
            offset += 2 * some.Length;
        }
    }

    private static PositionReport At(int i) => new()
    {
        Time = Begin + (TimeSpan.FromSeconds(15) * i),
        Position = new(31_300_000, 120_700_000 + (2500 * Math.Min(i, 100))),
        SpeedDeciKmh = 570,
        Status = ReportStatus.AccOn | ReportStatus.Fixed,
    };

    public sealed class OnSqlite : SharedDocumentsTests
    {
        protected override Task<string?> PostgresAsync() => Task.FromResult<string?>(null);
    }

    public sealed class OnPostgres : SharedDocumentsTests
    {
        protected override async Task<string?> PostgresAsync() => await Servers.NewPostgresDatabaseAsync();
    }
}
