namespace HazmatTrack.Monitoring.Tests.Running;

/// <summary>Queries as a temporary file of rules, so that promtool judges them.</summary>
internal static class RuleFile
{
    /// <summary>Fails where Prometheus does not understand one of the queries.</summary>
    public static async Task CheckAsync(IEnumerable<string> queries)
    {
        var (code, output) = await RunAsync(queries);
        Assert.True(code == 0, output);
    }

    public static async Task<(int Code, string Output)> RunAsync(IEnumerable<string> queries)
    {
        var file = Path.Combine(Path.GetTempPath(), $"hazmattrack-{Guid.NewGuid():N}.yml");
        var rules = queries.Select((q, i) => $"      - record: query:{i}\n        expr: '{q.Replace("'", "''", StringComparison.Ordinal)}'\n");
        await File.WriteAllTextAsync(file, $"groups:\n  - name: queries\n    rules:\n{string.Concat(rules)}");
        try
        {
            return await Tool.PromtoolAsync("check", "rules", file);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
