using HazmatTrack.Domain;
using HazmatTrack.Tracker.Reading;

namespace HazmatTrack.Server.Tests.Tracking.Timers;

public sealed class IngestClockTests
{
    private static readonly Instant s_start = Instant.FromSeconds(1_790_000_000);

    private readonly IngestClock _clock = new();

    [Fact]
    public void Time_is_the_newest_receipt_once_vehicles_have_had_the_time_to_report()
    {
        Assert.Null(_clock.Now);
        See(0, 170, every: 10);
        Assert.Null(_clock.Now);
        See(180, 200, every: 10);
        Assert.Equal(At(200), _clock.Now);
        _clock.See(At(195));
        Assert.Equal(At(200), _clock.Now);
    }

    [Fact]
    public void No_time_passes_while_nothing_comes_nor_in_the_minutes_after_a_silence_of_the_whole_ingest()
    {
        See(0, 300, every: 10);
        _clock.See(At(3900));
        Assert.Equal(At(300), _clock.Now);
        See(3910, 4070, every: 10);
        Assert.Equal(At(300), _clock.Now);
        See(4080, 4090, every: 10);
        Assert.Equal(At(4090), _clock.Now);
    }

    [Fact]
    public void A_second_silence_begins_it_again_and_time_never_goes_back()
    {
        See(0, 300, every: 10);
        _clock.See(At(3900));
        _clock.See(At(4000));
        See(4010, 4170, every: 10);
        Assert.Equal(At(300), _clock.Now);
        See(4180, 4190, every: 10);
        Assert.Equal(At(4190), _clock.Now);
    }

    private static Instant At(int seconds) => s_start + TimeSpan.FromSeconds(seconds);

    private void See(int from, int to, int every)
    {
        for (var at = from; at <= to; at += every)
        {
            _clock.See(At(at));
        }
    }
}
