namespace HazmatTrack.Domain.Tests.Architecture;

/// <summary>What a rule about files finds, all of it at once.</summary>
internal static class Faults
{
    public static void None(IEnumerable<string> faults)
    {
        var all = faults.ToList();
        Assert.True(all.Count == 0, string.Join(Environment.NewLine, all));
    }
}
