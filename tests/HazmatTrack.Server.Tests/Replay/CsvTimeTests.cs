using HazmatTrack.Server.Csv;

namespace HazmatTrack.Server.Tests.Replay;

/// <summary>Times as tables hold them.</summary>
public sealed class CsvTimeTests
{
    [Theory]
    [InlineData("2026-11-28 12:00:15")]
    [InlineData("2026/11/28 12:00:15")]
    [InlineData("2026.11.28 12:00:15")]
    [InlineData(" 2026-11-28  12:00:15 ")]
    [InlineData("2026-11-28T12:00:15")]
    [InlineData("2026-11-28T12:00:15+08:00")]
    [InlineData("2026-11-28t04:00:15z")]
    [InlineData("2026-11-28 04:00:15 Z")]
    [InlineData("2026-11-28 05:00:15 +0100")]
    [InlineData("2026-11-28 12:00:15.000000")]
    [InlineData("2026年11月28日 12:00:15")]
    [InlineData("2026年11月28日12时00分15秒")]
    [InlineData("20261128120015")]
    [InlineData("20261128 120015")]
    [InlineData("20261128T040015Z")]
    [InlineData("261128120015")]
    [InlineData("1795838415")]
    [InlineData("1795838415000")]
    [InlineData("1795838415.0")]
    [InlineData("46354.5001736111")]
    [InlineData("46354.500174")]
    public void The_same_second_is_read_from_every_common_form(string text) =>
        Assert.Equal("2026-11-28T04:00:15.000Z", CsvTime.Parse(text, TimeSpan.FromHours(8))?.ToString());

    [Theory]
    [InlineData("2026/3/1 8:05", "2026-03-01T00:05:00.000Z")]
    [InlineData("2026-3-1 8:05:07.1239", "2026-03-01T00:05:07.123Z")]
    [InlineData("1795838415.25", "2026-11-28T04:00:15.250Z")]
    [InlineData("1795838415250", "2026-11-28T04:00:15.250Z")]
    [InlineData("20261128120015.5", "2026-11-28T04:00:15.500Z")]
    public void Short_forms_and_fractions_are_read(string text, string expected) =>
        Assert.Equal(expected, CsvTime.Parse(text, TimeSpan.FromHours(8))?.ToString());

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("2026-11-28")]
    [InlineData("12:00:15")]
    [InlineData("2026-11/28 12:00:15")]
    [InlineData("2026-11-31 12:00:15")]
    [InlineData("2026-11-28 12")]
    [InlineData("2026-11-28 12:00:15 CST")]
    [InlineData("11/28/2026 12:00:15")]
    [InlineData("28/11/2026 12:00")]
    [InlineData("20261128")]
    [InlineData("20261399120015")]
    [InlineData("0")]
    [InlineData("1970-01-01 08:00:00")]
    [InlineData("946684799")]
    [InlineData("9999999999999")]
    [InlineData("31.2304")]
    [InlineData("99999")]
    [InlineData("99999999999999999999999999")]
    public void What_is_no_time_or_could_be_two_is_none(string text) => Assert.Null(CsvTime.Parse(text, TimeSpan.FromHours(8)));
}
