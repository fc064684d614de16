using HazmatTrack.AlertQuality;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Tests.Tracking;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Simulation;

namespace HazmatTrack.Domain.Tests.Quality;

/// <summary>What bench/AlertQuality says of whether reports hold the answer: by the true track and the errors of the reports.</summary>
public sealed class EvidenceTests
{
    private static readonly Distance s_noise = Distance.FromMetres(15);
    private static readonly ProvinceCode s_jiangsu = new(320000);
    private static readonly ProvinceCode s_shanghai = new(310000);

    [Theory]
    [InlineData(60, true)]
    [InlineData(5, false)]
    public void Reports_show_a_stay_where_their_fixes_lie_inside(double seen, bool shows)
    {
        // It stands 60 m behind the border; its fixes lie there, or by their errors so near to the border that they may as well come from beyond.
        var track = Stand(60);
        var fixes = Fixes(track, 30, (_, _) => seen);
        Assert.Equal(shows, new StayEvidence(Squares.Map, track, fixes, s_noise).Shows(s_shanghai, track.Start, track.End));
    }

    [Fact]
    public void A_stay_in_which_no_fix_was_taken_is_shown_where_any_way_past_it_is_longer_than_what_was_driven()
    {
        var track = Drive(-4000, 4000);
        var fixes = Fixes(track, 30, (east, _) => east);
        var (before, after) = (fixes.FindLast(f => East(f.Report.Position) < -100), fixes.Find(f => East(f.Report.Position) > 2000));
        fixes.RemoveAll(f => f.Taken > before.Taken && f.Taken < after.Taken);
        Assert.True(new StayEvidence(Squares.Map, track, fixes, s_noise)
            .Shows(s_shanghai, before.Taken + TimeSpan.FromSeconds(1), after.Taken - TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void Of_a_truck_that_stood_while_its_fixes_scattered_the_reports_hold_the_answer()
    {
        var track = Stand(-400);
        var fixes = Fixes(track, 30, (east, i) => i == 20 ? 4000 : i == 21 ? -3000 : i == 22 ? 2500 : east);
        Assert.False(Evidence(track, fixes).CouldHaveEntered(s_shanghai, fixes[20].Taken));
    }

    [Fact]
    public void Of_a_truck_that_stood_a_single_burst_that_could_be_driven_to_and_back_holds_no_answer()
    {
        // 1,400 m off for four fixes, with ten minutes of silence before and after.
        var track = Stand(-400);
        var fixes = Fixes(track, 60, (east, i) => i is >= 20 and < 24 ? 1000 : east);
        fixes.RemoveAll(f => (f.Taken - track.Start).TotalMinutes is (>= 10 and < 20) or (>= 24 and < 34));
        Assert.True(Evidence(track, fixes).CouldHaveEntered(s_shanghai, fixes.Find(f => East(f.Report.Position) > 0).Taken));
    }

    [Fact]
    public void Of_a_truck_that_stood_a_single_burst_that_is_too_far_to_be_driven_to_holds_the_answer()
    {
        var track = Stand(-400);
        var fixes = Fixes(track, 20, (east, i) => i is >= 20 and < 24 ? 1500 : east);
        Assert.False(Evidence(track, fixes).CouldHaveEntered(s_shanghai, fixes[20].Taken));
    }

    [Fact]
    public void Told_speeds_that_are_right_hold_the_answer_where_places_do_not()
    {
        // 600 m off within 30 s could be driven, but not by a truck that tells all the while that it stands.
        var track = Stand(-400);
        var fixes = Fixes(track, 30, (east, i) => i is >= 20 and < 28 ? 200 : east);
        Assert.True(Evidence(track, fixes, tellsRight: false).CouldHaveEntered(s_shanghai, fixes[20].Taken));
        Assert.False(Evidence(track, fixes, tellsRight: true).CouldHaveEntered(s_shanghai, fixes[20].Taken));
    }

    [Fact]
    public void A_truck_that_was_there_before_has_not_entered()
    {
        var track = Stand(-400);
        var fixes = Fixes(track, 30, (east, _) => east);
        Assert.False(Evidence(track, fixes).CouldHaveEntered(s_jiangsu, fixes[20].Taken));
    }

    private static CrossingEvidence Evidence(TrueTrack track, List<Arrival> fixes, bool tellsRight = false) =>
        new(Squares.Map, track, fixes, s_noise, tellsRight);

    private static TrueTrack Drive(params int[] east) =>
        new TrueTrack(new([.. east.Select(e => Squares.Off(Squares.Border, e, 0))]), Journey.Start).DriveToEnd(Speed.FromKilometresPerHour(60));

    private static TrueTrack Stand(int east) =>
        new TrueTrack(new([Squares.Off(Squares.Border, east, 0), Squares.Off(Squares.Border, east, 1)]), Journey.Start).Stand(TimeSpan.FromHours(1));

    /// <summary>A fix every so many seconds, seen so far east as a function of where the truck was and of its number says, with noise of a deviation on each
    /// axis.</summary>
    private static List<Arrival> Fixes(TrueTrack track, int every, Func<double, int, double> seen)
    {
        var fixes = new List<Arrival>();
        for (var at = track.Start; at <= track.End; at += TimeSpan.FromSeconds(every))
        {
            var truth = track.At(at);
            var report = new PositionReport
            {
                Time = at,
                Position = Squares.Off(Squares.Border, seen(East(truth.Position), fixes.Count) + Noise(1), Noise(2)),
                SpeedDeciKmh = (ushort)(truth.Speed.KilometresPerHour * 10),
                Status = ReportStatus.Fixed,
            };
            fixes.Add(new(report, at, at));
        }

        return fixes;

        double Noise(int bit) => (fixes.Count & bit) == 0 ? s_noise.Metres : -s_noise.Metres;
    }

    private static double East(GeoPoint point) =>
        (point.LongitudeE6 - Squares.Border.LongitudeE6) * Geodesy.MetresPerLongitudeE6(Squares.Border.LatitudeE6);
}
