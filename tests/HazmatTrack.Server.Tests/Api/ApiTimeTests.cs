using HazmatTrack.Http.Times;

namespace HazmatTrack.Server.Tests.Api;

/// <summary>Times as clients write them (RFC 3339).</summary>
public sealed class ApiTimeTests
{
    [Theory]
    [InlineData("2026-11-28T12:00:15+08:00", "2026-11-28T04:00:15.000Z")]
    [InlineData("2026-11-28t04:00:15z", "2026-11-28T04:00:15.000Z")]
    [InlineData("2026-11-28 12:00:15+08:00", "2026-11-28T04:00:15.000Z")]
    [InlineData("2026-11-28T12:00:15 08:00", "2026-11-28T04:00:15.000Z")]
    [InlineData("2026-11-28T12:00:15+0800", "2026-11-28T04:00:15.000Z")]
    [InlineData("2026-11-28T12:00:15+08", "2026-11-28T04:00:15.000Z")]
    [InlineData("2026-11-28T12:00+08:00", "2026-11-28T04:00:00.000Z")]
    [InlineData("2026-11-27T23:30:15-04:30", "2026-11-28T04:00:15.000Z")]
    [InlineData("2026-11-28T04:00:15.5Z", "2026-11-28T04:00:15.500Z")]
    [InlineData("2026-11-28T04:00:15,25Z", "2026-11-28T04:00:15.250Z")]
    [InlineData("2026-11-28T04:00:15.123999999Z", "2026-11-28T04:00:15.123Z")]
    [InlineData("2026-11-28T04:00:15.99999999999999999999999999999999999999Z", "2026-11-28T04:00:15.999Z")]
    [InlineData("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z")]
    [InlineData("2017-01-01t07:59:60.25+08:00", "2017-01-01T00:00:00.250Z")]
    public void A_time_is_read_with_any_digits_of_a_second_which_are_cut_to_milliseconds(string text, string expected)
    {
        Assert.True(ApiTimeParser.TryParse(text, out var time), text);
        Assert.Equal(expected, time.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("yesterday")]
    [InlineData("2026-11-28T12:00:15")]
    [InlineData("2026-11-28T12:00:15.Z")]
    [InlineData("2026-11-28T12:00:15+8:00")]
    [InlineData("2026-11-28T12:00:15+08:0")]
    [InlineData("2026-11-28T12:00:15+15:00")]
    [InlineData("2026-11-28T12:00:15+08:60")]
    [InlineData("2026-11-28T12:00:15Zx")]
    [InlineData("2026-02-29T12:00:15Z")]
    [InlineData("2026-13-01T12:00:15Z")]
    [InlineData("2026-11-28T24:00:00Z")]
    [InlineData("2026-11-28T12:00:60Z")]
    [InlineData("2026-11-28T12:00:61Z")]
    [InlineData("1999-12-31T23:59:59Z")]
    [InlineData("2101-01-01T00:00:00Z")]
    [InlineData("２０２６-11-28T12:00:15Z")]
    public void What_is_no_time_is_none(string? text) => Assert.False(ApiTimeParser.TryParse(text, out _));
}
