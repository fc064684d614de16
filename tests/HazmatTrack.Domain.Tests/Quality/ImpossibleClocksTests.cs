using HazmatTrack.Domain.Quality;

namespace HazmatTrack.Domain.Tests.Quality;

public sealed class ImpossibleClocksTests
{
    private static readonly Instant s_now = Instant.From(new(2026, 11, 28, 7, 0, 0, TimeSpan.Zero));

    public static TheoryData<string, ImpossibleClock> Clocks => new()
    {
        { "2026-11-28T15:00:00Z", ImpossibleClock.HoursAhead },
        { "2026-11-28T14:58:10Z", ImpossibleClock.HoursAhead },
        { "2026-11-28T15:00:20Z", ImpossibleClock.HoursAhead },
        { "2026-11-28T08:00:00Z", ImpossibleClock.HoursAhead },
        { "2026-11-28T21:00:00Z", ImpossibleClock.HoursAhead },
        { "2026-11-28T14:30:00Z", ImpossibleClock.None },
        { "2026-11-28T22:00:00Z", ImpossibleClock.None },
        { "2026-11-28T07:10:00Z", ImpossibleClock.None },
        { "2026-11-27T23:00:00Z", ImpossibleClock.None },
        { "2007-04-14T06:59:50Z", ImpossibleClock.WeekRollover },
        { "2046-07-14T07:00:00Z", ImpossibleClock.WeekRollover },
        { "1987-08-29T07:00:00Z", ImpossibleClock.WeekRollover },
        { "2025-11-28T06:59:00Z", ImpossibleClock.OtherYear },
        { "2027-11-28T07:00:00Z", ImpossibleClock.OtherYear },
        { "2016-11-28T07:00:00Z", ImpossibleClock.OtherYear },
        { "2025-10-28T07:00:00Z", ImpossibleClock.None },
        { "2000-01-01T00:00:10Z", ImpossibleClock.Reset },
        { "1999-12-31T16:00:00Z", ImpossibleClock.Reset },
        { "2000-03-01T12:00:00Z", ImpossibleClock.Reset },
        { "1970-01-01T00:00:00Z", ImpossibleClock.Reset },
        { "1969-12-31T16:00:00Z", ImpossibleClock.Reset },
        { "1980-01-06T00:00:03Z", ImpossibleClock.Reset },
        { "1999-08-22T00:10:00Z", ImpossibleClock.Reset },
        { "2019-04-07T00:00:00Z", ImpossibleClock.Reset },
        { "2010-06-01T00:00:00Z", ImpossibleClock.None },
        { "9999-12-31T23:59:59Z", ImpossibleClock.None },
    };

    [Theory]
    [MemberData(nameof(Clocks))]
    public void A_time_that_cannot_be_names_the_fault_of_the_clock(string time, ImpossibleClock fault) =>
        Assert.Equal(fault, ImpossibleClocks.Classify(Instant.From(DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture)), s_now));

    [Fact]
    public void Another_year_is_found_across_new_year_and_on_the_29th_of_February()
    {
        var newYear = Instant.From(new(2026, 1, 1, 0, 0, 5, TimeSpan.Zero));
        Assert.Equal(ImpossibleClock.OtherYear, ImpossibleClocks.Classify(Instant.From(new(2024, 12, 31, 23, 59, 59, TimeSpan.Zero)), newYear));
        var leap = Instant.From(new(2028, 2, 29, 12, 0, 0, TimeSpan.Zero));
        Assert.Equal(ImpossibleClock.OtherYear, ImpossibleClocks.Classify(Instant.From(new(2027, 3, 1, 12, 0, 0, TimeSpan.Zero)), leap));
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    [InlineData(253_402_300_800_000)]
    public void No_number_of_milliseconds_is_too_odd_to_be_asked_about(long milliseconds) =>
        Assert.Equal(ImpossibleClock.None, ImpossibleClocks.Classify(new(milliseconds), s_now));
}
