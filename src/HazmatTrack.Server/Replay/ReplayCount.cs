using System.Globalization;

namespace HazmatTrack.Server.Replay;

/// <summary>What became of the lines of a file; at the end they add up.</summary>
internal sealed class ReplayCount
{
    /// <summary>Lines with something on them, the header not counted.</summary>
    public long Read { get; set; }

    public long Sent { get; set; }

    /// <summary>Refused by the other side, each with its reason.</summary>
    public long Refused { get; set; }

    /// <summary>No reports at all.</summary>
    public long Bad { get; set; }

    /// <summary>With a time that the shift to now cannot carry.</summary>
    public long LeftOut { get; set; }

    /// <summary>Not sent, since the replay ended before.</summary>
    public long NotSent => Read - Sent - Refused - Bad - LeftOut;

    public bool IsWhole => Sent == Read;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Read:N0} lines read = {Sent:N0} sent + {Refused:N0} refused + {Bad:N0} bad + {LeftOut:N0} with an implausible time + {NotSent:N0} not sent");
}
