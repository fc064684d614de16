using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Documents.Routes;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Quality;
using HazmatTrack.Domain.Rules.Catalog;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tests.Rules;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Tracking.Blobs;
using HazmatTrack.Domain.Tracking.State;

namespace HazmatTrack.Domain.Tests.Tracking;

/// <summary>
/// States and checkpoints that earlier versions wrote (encoding versions 1 and 2). The bytes are the outcome of <see cref="VehicleTracker.Encode()"/> and
/// <see cref="VehicleTracker.EncodeBase"/> of those versions after judging <see cref="TheJourney"/> and moving the base on as far as it may.
/// </summary>
public sealed class EarlierVersionTests
{
    private const string State1 =
        "AQGAo9yv42fDBwLHkMfFyBrAm4Ue9pulc7AJAAIKg1AA8DYCgMQTgNDNr+NngMQTAgEKb2ZmLXJvdXRlAoDQza/jZ8CbhR7IiaNzALgXBFItMQCAxBMgg1AA"
        + "8DYCg1AA8DYCg1AA8DYCg1AA8DYCg1AA8DYCg1AA8DYCg1AA7jYCg1AA8DYCg1AA8DYCg1AA8DYCg1AA8DYCg1AA8DYCg1AA8DYCg1AA8DYCg1AA7jYCg1AA"
        + "8DYCg1AA8DYCg1AA8DYCg1AA8DYCg1AA8DYCg1AA8DYCg1AA8DYCg1AA8DYCg1AA7jYCg1AA8DYCg1AA8DYCg1AA8DYCg1AA8DYCg1C0AcxEAoNQswH8NwKH"
        + "UNRi+ATXBAKHUPbqBd7+BOwEAucnAofvAZXMBtG7BRMFg1CzAfw3AgGHoAHKzQbWgwUUBIDEE4DQza/jZ4DEEwLw9RKH7wGVzAbRuwUTBYNQswH8NwIAAQEB"
        + "WcgBAQpvZmYtcm91dGUCgNDNr+NnwJuFHsiJo3MAuBcEUi0xAIDEEwGA0M2v42eAo9yv42cKb2ZmLXJvdXRlAgZyb3V0ZYDQza/jZwAAwJuFHsiJo3MCgMQT"
        + "BzE1MDAgbQYzMzAgbQpvZmYtcm91dGUBBFItMQKD7xUAr48PRYNQAPA2AgABCm9mZi1yb3V0ZQIGcm91dGWA0M2v42cAAMCbhR7IiaNzAoDEEwcxNTAwIG0G"
        + "MzMwIG0Kb2ZmLXJvdXRlAQRSLTECg08A7zYBg1AA8DYCAICj3BY=";

    private const string Checkpoint1 =
        "AYCj3K/jZ8MHAseQx8XIGsCbhR72m6VzsAkAAgqDUADwNgKAxBOA0M2v42eAxBMCAQpvZmYtcm91dGUCgNDNr+NnwJuFHsiJo3MAuBcEUi0xAIDEEwEKb2Zm"
        + "LXJvdXRlAgZyb3V0ZYDQza/jZwAAwJuFHsiJo3MCgMQTBzE1MDAgbQYzMzAgbQpvZmYtcm91dGUBBFItMQKDjwMArZICCYNQAPA2AgAgH+qS";

    private const string State2 =
        "AgGAo9yv42fDgQMHAv+Qx8XIGsCbhR72m6VzsAmAgAiAgASAgICAIAACCoNQAPA2AoYAxgbOD84P1wSAxBOA0M2v42eAxBMCAQpvZmYtcm91dGUCgNDNr+Nn"
        + "wJuFHsiJo3MAuBcEUi0xAIDEEyCDUADwNgKDUADwNgKDUADwNgKDUADwNgKDUADwNgKDUADwNgKDUADuNgKDUADwNgKDUADwNgKDUADwNgKDUADwNgKDUADw"
        + "NgKDUADwNgKDUADwNgKDUADuNgKDUADwNgKDUADwNgKDUADwNgKDUADwNgKDUADwNgKDUADwNgKDUADwNgKDUADwNgKDUADuNgKDUADwNgKDUADwNgKDUADw"
        + "NgKDUADwNgKDULQBzEQCg1CzAfw3AodQ1GL4BNcEAodQ9uoF3v4E7AQC56kBJwKH7wGVzAbRuwUTBYNQswH8NwIBh6ABys0G1oMFFASMANAQkT3rPY4FgMQT"
        + "gNDNr+NngMQTAsCJo7DjZ/SchR7sl7Jz8PUSh+8BlcwG0bsFEwWDULMB/DcCAAEBAVnIAcCJo7DjZ/SchR7sl7JzgMKlsONnwJuFHujPsnOAwqWw42fAm4Ue"
        + "6M+ycwEKb2ZmLXJvdXRlAoDQza/jZ8CbhR7IiaNzALgXBFItMQCAxBMBAQAAAAAAh1DUYvgE1wQCAYDQza/jZ4Cj3K/jZwpvZmYtcm91dGUCBnJvdXRlgNDN"
        + "r+NnAADAm4UeyImjcwKAxBMHMTUwMCBtBjMzMCBtCm9mZi1yb3V0ZQEEUi0xAoe/FtNip5QP2ARHg1AA8DYCAAEKb2ZmLXJvdXRlAgZyb3V0ZYDQza/jZwAA"
        + "wJuFHsiJo3MCgMQTBzE1MDAgbQYzMzAgbQpvZmYtcm91dGUBBFItMQKDTwDvNgGDUADwNgIACsxgdw==";

    private const string Checkpoint2 =
        "AoCj3K/jZ8OBAwcC/5DHxcgawJuFHvabpXOwCYCACICABICAgIAgAAIKg1AA8DYChgDGBs4Pzg/XBIDEE4DQza/jZ4DEEwIBCm9mZi1yb3V0ZQKA0M2v42fA"
        + "m4UeyImjcwC4FwRSLTEAgMQTAQpvZmYtcm91dGUCBnJvdXRlgNDNr+NnAADAm4UeyImjcwKAxBMHMTUwMCBtBjMzMCBtCm9mZi1yb3V0ZQEEUi0xAoOPAwCt"
        + "kgIJg1AA8DYCAAmhYYY=";

    /// <summary>Of version 3, before findings kept the parameters that judged them: of <see cref="OverTheBorder"/>.</summary>
    private const string StateWithoutParameters =
        "AwMAAAAZf4DExcgawJuFHpLTrnOwCYCACICABICAgIAgAAKDeACoUgKDeACoUgKDeACmUgKDeACoUgKDeACoUgKDeACoUgKDeACoUgKDeACoUgKDeACmUgKD"
        + "eACoUgKDeACoUgKDeACoUgKDeACoUgKDeACoUgKDeACmUgKDeACoUgKDeACoUgKDeACoUgKDeACoUgKDeACoUgKDeACmUgKDeACoUgKDeACoUgKDeACoUgJM"
        + "g4EDGQKDdwCnUgGDeACoUgKMAPAQxjzDPNgE8PUSwMzjr+NngMQTAgMACWNyb3NzaW5nAQAAB3Blcm1pdAEAAApvZmYtcm91dGUBAALAzOOv42eA9uqv42eS"
        + "AQljcm9zc2luZwIOMzIwMDAwPjMxMDAwMMDM46/jZwAAwJuFHoDBsnMA8PUSAAARY3Jvc3NpbmctYmV0d2VlbgADg+cRAPGbDCWDeACoUgKD8AEA0KQBBAEA"
        + "gMQT8PUSwMzjr+NngKDLmAHAm4UegMGycwAAAAAAEHBAg+cCAPf2AQWDeACoUgKD8AEA0KQBBAAAAMDM46/jZ4D26q/jZ5EBB3Blcm1pdAQOMzIwMDAwPjMx"
        + "MDAwMMDM46/jZwAAwJuFHoDBsnMD8PUSBzMxMDAwMAAMcGVybWl0LW5vbmUAA4PnAgD39gEFg3gAqFICg/ABANCkAQQBAIDEE/D1EsDM46/jZ4Cgy5gBwJuF"
        + "HoDBsnMAAAAAABBwQIPnAgD39gEFg3gAqFICg/ABANCkAQQAAAAAAADl+srb";

    private static readonly RuleContext s_context = Journey.Context with
    {
        Documents = VehicleDocuments.From(
        [
            new Route
            {
                Number = "R-1",
                Vehicle = Some.Truck,
                Line = [Squares.Off(Squares.Border, -20000, 1500), Squares.Off(Squares.Border, 9000, 1500)],
                Corridor = Distance.FromMetres(300),
                ValidFrom = Some.At("00:00:00"),
                ValidTo = Some.At("23:00:00"),
            },
        ]),
    };

    [Theory]
    [InlineData(State1)]
    [InlineData(State2)]
    public void A_state_of_an_earlier_version_goes_on_where_it_was(string state)
    {
        var tracker = VehicleTracker.Decode(Some.Truck, Convert.FromBase64String(state));
        Assert.Equal((39, 32, ProvinceCode.Jiangsu), (tracker.Reports, tracker.TailCount, tracker.Province));
        Assert.Equal(ReportedSpeed.Agrees, tracker.Quality.ReportedSpeed);
        Assert.Equal("off-route", Assert.Single(tracker.Findings).Identity.Rule);

        // It had just passed the border, and goes on.
        var changes = new List<FindingChange>();
        foreach (var point in TheJourney().Fix(420, 0, after: 20).To(4000, 0, every: 20).Points[39..])
        {
            tracker.Apply(point, s_context, changes);
        }

        Assert.Equal("320000>310000", Assert.Single(changes, c => c.Identity.Rule == "crossing").Identity.Key);
        var again = VehicleTracker.Decode(Some.Truck, tracker.Encode());
        Assert.Equal(tracker.Encode(), again.Encode());
    }

    [Theory]
    [InlineData(Checkpoint1)]
    [InlineData(Checkpoint2)]
    public void A_checkpoint_of_an_earlier_version_is_judged_from(string earlier)
    {
        var journey = TheJourney().Fix(420, 0, after: 20).To(4000, 0, every: 20);
        var whole = VehicleTracker.New(Some.Truck);
        var changes = new List<FindingChange>();
        foreach (var point in journey.Points)
        {
            whole.Apply(point, s_context, changes);
        }

        var at = Some.At("08:02:00");
        var checkpoint = new TrackCheckpoint(at, Convert.FromBase64String(earlier));
        Assert.True(VehicleTracker.ActiveSince(checkpoint, RuleList.All) <= at);
        var stored = journey.Points.Where(p => p.Time > at).Select(p => p.Report).ToList();
        var built = VehicleTracker.Rebuild(Some.Truck, checkpoint, stored, [.. whole.Findings], s_context, []);
        Assert.Equal((whole.Reports, whole.Province, whole.LastFix), (built.Reports, built.Province, built.LastFix));
        Assert.Equal(whole.Findings.Select(f => f.Identity), built.Findings.Select(f => f.Identity));
    }

    [Fact]
    public void A_state_from_before_findings_kept_their_parameters_is_read()
    {
        var earlier = VehicleTracker.Decode(Some.Truck, Convert.FromBase64String(StateWithoutParameters));
        var now = OverTheBorder().Judge().Tracker;
        Assert.Equal(2, earlier.Findings.Count());
        Assert.All(now.Findings.Zip(earlier.Findings), p =>
            Assert.True(p.First.Identity == p.Second.Identity && FindingContent.Same(p.First.Finding, p.Second.Finding)));
        Assert.All(earlier.Findings, f => Assert.Null(f.Finding.Parameters));
        Assert.Equal(now.Encode(), earlier.Encode());
    }

    [Fact]
    public void A_state_of_a_version_to_come_is_refused_by_name()
    {
        var bytes = VehicleTracker.New(Some.Truck).Encode();
        bytes[0] = 99;
        Assert.Throws<TrackerBlobException>(() => VehicleTracker.Decode(Some.Truck, bytes));
    }

    private static Journey OverTheBorder() => new Journey(Squares.Border).Fix(-3000, 0).To(3000, 0).To(9000, 0);

    private static Journey TheJourney() => new Journey(Squares.Border).Fix(-12000, 0).To(-400, 0, every: 20).Fix(-250, 10, after: 20)
        .Fix(90, 0, after: 20).Fix(120, 700, after: 20, kmh: 30).Fix(4000, 6000, after: 20, kmh: 61);
}
