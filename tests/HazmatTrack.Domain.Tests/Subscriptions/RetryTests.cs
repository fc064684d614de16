using CsCheck;
using HazmatTrack.Domain.Subscriptions;

namespace HazmatTrack.Domain.Tests.Subscriptions;

/// <summary>When something is sent again, and when it is set aside.</summary>
public sealed class RetryTests
{
    private static readonly RetryPolicy s_policy = new(TimeSpan.FromSeconds(5), TimeSpan.FromHours(1), TimeSpan.FromDays(1));
    private static readonly Instant s_now = Instant.FromSeconds(1_800_000_000);
    private static readonly SendAttempt s_unreachable = new(SendResult.Unreachable);
    private static readonly SendAttempt s_refused = new(SendResult.Refused, 500);
    private static readonly SendAttempt s_delivered = new(SendResult.Delivered, 200);

    [Theory]
    [InlineData(1, 2.5, 5)]
    [InlineData(2, 5, 10)]
    [InlineData(4, 20, 40)]
    [InlineData(11, 1800, 3600)]
    [InlineData(1_000_000, 1800, 3600)]
    public void Pauses_double_up_to_the_longest_and_are_spread(int failures, double least, double most)
    {
        Assert.Equal(TimeSpan.FromSeconds(least), s_policy.PauseAfter(failures, 0));
        Assert.Equal(TimeSpan.FromSeconds((least + most) / 2), s_policy.PauseAfter(failures, 0.5));
        Assert.True(s_policy.PauseAfter(failures, 0.999) < TimeSpan.FromSeconds(most));
    }

    [Fact]
    public void An_event_has_its_last_attempt_when_its_time_ends_and_is_set_aside_after_it()
    {
        var end = s_now + s_policy.GiveUpAfter;
        Assert.Equal(s_now + TimeSpan.FromSeconds(5), s_policy.NextAt(s_now, s_now, TimeSpan.FromSeconds(5)));
        Assert.Equal(end, s_policy.NextAt(end - TimeSpan.FromMinutes(1), s_now, TimeSpan.FromHours(1)));
        Assert.Null(s_policy.NextAt(end, s_now, TimeSpan.FromSeconds(5)));
    }

    /// <summary>Whatever the pauses are, an event is tried until its time ends, and no longer.</summary>
    [Fact]
    public void An_event_that_is_never_taken_is_set_aside_when_its_time_ends() => Gen.Double[0, 0.999].Array[200].Sample(random =>
    {
        var (at, attempts) = (s_now, 0);
        Instant? next = s_now;
        while (next is { } due)
        {
            at = due;
            attempts++;
            next = s_policy.NextAt(at, s_now, s_policy.PauseAfter(attempts, random[attempts % random.Length]));
            Assert.True(attempts < 100);
        }

        Assert.Equal(s_now + s_policy.GiveUpAfter, at);
    });

    [Fact]
    public void A_receiver_that_is_not_reached_is_left_alone_and_then_tried_by_one_event()
    {
        var hold = new ReceiverHold(s_policy);
        Assert.Equal(4, hold.Allowed(s_now, 4));
        Assert.Equal(TimeSpan.FromSeconds(5), hold.After(s_unreachable, 1, s_now, 1));

        // Three more that were under way: the same failure.
        hold.After(s_unreachable, 1, s_now + TimeSpan.FromSeconds(1), 0);
        Assert.Equal(0, hold.Allowed(s_now + TimeSpan.FromSeconds(4.9), 4));
        var later = hold.Until;
        Assert.Equal(1, hold.Allowed(later, 4));
        Assert.Equal(TimeSpan.FromSeconds(10), hold.After(s_unreachable, 2, later, 1));

        // Whatever it answers, it is back.
        hold.After(s_refused, 3, hold.Until, 1);
        Assert.Equal(4, hold.Allowed(later, 4));
    }

    [Fact]
    public void An_event_that_is_not_taken_holds_up_its_vehicle_alone()
    {
        var hold = new ReceiverHold(s_policy);
        Assert.Equal(TimeSpan.FromSeconds(20), hold.After(s_refused, 3, s_now, 1));
        Assert.Equal(4, hold.Allowed(s_now, 4));
        hold.After(s_delivered, 1, s_now, 1);
        Assert.Equal(4, hold.Allowed(s_now, 4));
    }

    [Theory]
    [InlineData(600, 600)]
    [InlineData(1, 5)]
    [InlineData(1_000_000, 86_400)]
    [InlineData(-5, 5)]
    public void A_receiver_is_left_alone_for_as_long_as_it_asks(int asked, int seconds)
    {
        var hold = new ReceiverHold(s_policy);
        hold.After(SendAttempt.FromStatus(503, TimeSpan.FromSeconds(asked), null), 1, s_now, 1);
        Assert.Equal(s_now + TimeSpan.FromSeconds(seconds), hold.Until);
    }

    [Theory]
    [InlineData(200, SendResult.Delivered)]
    [InlineData(204, SendResult.Delivered)]
    [InlineData(299, SendResult.Delivered)]
    [InlineData(301, SendResult.Refused)]
    [InlineData(302, SendResult.Refused)]
    [InlineData(304, SendResult.Refused)]
    [InlineData(400, SendResult.Refused)]
    [InlineData(404, SendResult.Refused)]
    [InlineData(410, SendResult.Gone)]
    [InlineData(429, SendResult.Busy)]
    [InlineData(500, SendResult.Refused)]
    [InlineData(503, SendResult.Busy)]
    public void A_status_says_what_follows(int status, SendResult result) => Assert.Equal(result, SendAttempt.FromStatus(status, null, null).Result);
}
