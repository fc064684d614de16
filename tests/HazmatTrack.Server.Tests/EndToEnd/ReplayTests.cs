using HazmatTrack.Server.Replay;
using HazmatTrack.Server.Tests.Access;

namespace HazmatTrack.Server.Tests.EndToEnd;

/// <summary>The command that sends recorded tracks through the program.</summary>
public sealed class ReplayTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-replay-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public async Task A_bad_line_is_told_with_its_number_and_the_others_are_sent()
    {
        var file = Path.Combine(_folder, "some.csv");
        await File.WriteAllTextAsync(file, "time,plate,plateColor,lat,lon\n2026-03-01 08:00:00,沪A12345,2,31.2,121.4\nyesterday,沪A12345,2,31.2,121.4\n", TestContext.Current.CancellationToken);
        await using var program = TestProgram.Embedded(Path.Combine(_folder, "data"));
        var silo = await program.StartAsync();
        var key = await SomeKeys.FileAsync(silo, _folder);
        var (code, output, errors) = await RunAsync(file, "--url", silo.Http.BaseAddress!.ToString(), "--key-file", key, "--shift-to-now");
        Assert.Equal(1, code);
        Assert.Contains("some.csv:3: 'yesterday' is not a time", errors, StringComparison.Ordinal);
        Assert.Contains("2 lines read = 1 sent + 0 refused + 1 bad", output, StringComparison.Ordinal);
        await silo.HasTakenAsync(1);
    }

    [Fact]
    public async Task A_key_that_cannot_be_read_or_is_none_says_so_and_is_not_repeated()
    {
        var (file, key) = (Path.Combine(_folder, "some.csv"), Path.Combine(_folder, "key"));
        await File.WriteAllTextAsync(file, "time,plate,plateColor,lat,lon\n2026-03-01 08:00:00,沪A12345,2,31.2,121.4\n", TestContext.Current.CancellationToken);
        var (missing, _, why) = await RunAsync(file, "--key-file", key);
        Assert.Equal(2, missing);
        Assert.Contains($"--key-file {key} cannot be read", why, StringComparison.Ordinal);
        await File.WriteAllTextAsync(key, "hzt_mistyped", TestContext.Current.CancellationToken);
        var (wrong, _, how) = await RunAsync(file, "--key-file", key);
        Assert.Equal(2, wrong);
        Assert.DoesNotContain("hzt_mistyped", how, StringComparison.Ordinal);
        Assert.Contains("67 characters", how, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Which file?")]
    [InlineData("cannot be read", "there-is-no-such.csv")]
    [InlineData("There is no option --fast", "x.csv", "--fast")]
    [InlineData("--speed slow", "x.csv", "--speed", "slow")]
    public async Task What_cannot_begin_says_why(string says, params string[] arguments)
    {
        var (code, _, errors) = await RunAsync(arguments);
        Assert.Equal(2, code);
        Assert.Contains(says, errors, StringComparison.Ordinal);
    }

    internal static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        using StringWriter output = new(), errors = new();
        var code = await ReplayCommand.RunAsync(arguments, output, errors, TimeProvider.System, TestContext.Current.CancellationToken);
        return (code, output.ToString(), errors.ToString());
    }
}
