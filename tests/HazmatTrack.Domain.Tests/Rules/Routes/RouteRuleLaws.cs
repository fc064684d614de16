using CsCheck;
using HazmatTrack.Domain.Rules.Routes;

namespace HazmatTrack.Domain.Tests.Rules.Routes;

public sealed class RouteRuleLaws
{
    /// <summary>Seconds since the fix before, and metres from the line; mostly runs inside or outside, with some on the edge.</summary>
    private static readonly Gen<(int Seconds, double Metres)[]> s_track = Gen.Select(
        Gen.Int[1, 5].Array[1, 25],
        Gen.OneOf(Gen.Double[-290, 290], Gen.Double[340, 4000], Gen.Double[-4000, -340], Gen.Double[302, 328]).Array[1, 25],
        Gen.OneOf(Gen.Int[5, 30], Gen.Int[60, 400]).Array[1, 125])
        .Select((runs, places, seconds) => runs.Zip(places).SelectMany(r => Enumerable.Repeat(r.Second, r.First))
            .Zip(seconds, (metres, s) => (s, metres)).ToArray());

    [Fact]
    public void Episodes_are_those_a_reader_of_the_definition_would_mark() => s_track.Sample(track =>
    {
        var drive = new Drive();
        var times = new List<Instant>();
        var now = Some.At("01:00");
        foreach (var (seconds, metres) in track)
        {
            times.Add(now += TimeSpan.FromSeconds(seconds));
            drive.Fix(now, metres);
        }

        var expected = Episodes(track.Select(f => Math.Abs(f.Metres)).ToArray(), times);
        Assert.Equal(expected.Count, drive.Findings.Findings.Count);
        foreach (var (e, f) in expected.Zip(drive.Findings.Findings))
        {
            Assert.True(f.Onset <= times[e.FirstOut] && (e.FirstOut == 0 || f.Onset > times[e.FirstOut - 1]));
            Assert.Equal(e.Return is { } r ? times[r] : null, f.End);
            Assert.Equal(e.Return is null ? RouteReason.Off : RouteReason.Returned, f.Reason);
        }
    });

    [Fact]
    public void Judging_again_from_any_state_on_the_way_says_the_same() => Gen.Select(s_track, Gen.Int[0, 200]).Sample((track, at) =>
    {
        var whole = new Drive();
        var again = new Drive();
        var now = Some.At("01:00");
        var cut = at % track.Length;
        var afterCut = 0;
        for (var i = 0; i < track.Length; i++)
        {
            now += TimeSpan.FromSeconds(track[i].Seconds);
            whole.Fix(now, track[i].Metres);
            if (i == cut)
            {
                if (whole.State is { } open)
                {
                    again.Episodes.Set(open);
                }

                afterCut = whole.Findings.Findings.Count;
                again.Judged(now, track[i].Metres);
            }
            else if (i > cut)
            {
                again.Fix(now, track[i].Metres);
            }
        }

        Assert.Equal(whole.State, again.State);
        foreach (var finding in again.Findings.Findings)
        {
            var first = whole.Findings.Findings.Single(f => f.Onset == finding.Onset);
            Assert.Equal((first.End, first.Measured, first.Limit, first.Reason, first.Province, first.Position),
                (finding.End, finding.Measured, finding.Limit, finding.Reason, finding.Province, finding.Position));
            Assert.Equal(first.Evidence, finding.Evidence);
        }

        Assert.True(again.Findings.Findings.Count >= whole.Findings.Findings.Count - afterCut);
    });

    /// <summary>The definition, read off the whole track: a run of outside fixes long enough, to the second of a pair inside.</summary>
    private static List<(int FirstOut, int? Return)> Episodes(double[] metres, List<Instant> times)
    {
        var found = new List<(int, int?)>();
        for (var i = 0; i < metres.Length; i++)
        {
            var end = i;
            while (end < metres.Length && metres[end] > 330)
            {
                end++;
            }

            var certain = end - i >= 3 || (end - i == 2 && times[i + 1] - times[i] >= TimeSpan.FromSeconds(60));
            if (!certain)
            {
                i = Math.Max(i, end - 1);
                continue;
            }

            var back = Enumerable.Range(end, metres.Length - end).Where(n => n + 1 < metres.Length && metres[n] <= 300 && metres[n + 1] <= 300)
                .Select(n => (int?)n).FirstOrDefault();
            found.Add((i, back));
            if (back is null)
            {
                break;
            }

            i = back.Value + 1;
        }

        return found;
    }
}
