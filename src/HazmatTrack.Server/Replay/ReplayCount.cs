using System.Globalization;

namespace HazmatTrack.Server.Replay;

/// <summary>The outcomes of the lines of a file; at the end they add up.</summary>
internal sealed class ReplayCount
{
    /// <summary>Lines that are not empty, the header not counted.</summary>
    public long Read { get; set; }

    public long Sent { get; set; }

    /// <summary>Lines refused by the target, each with its reason.</summary>
    public long Refused { get; set; }

    /// <summary>Lines that are not reports.</summary>
    public long Bad { get; set; }

    /// <summary>Lines whose time cannot be shifted to now.</summary>
    public long LeftOut { get; set; }

    /// <summary>Lines not sent because the replay ended before.</summary>
    public long NotSent => Read - Sent - Refused - Bad - LeftOut;

    public bool IsWhole => Sent == Read;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Read:N0} lines read = {Sent:N0} sent + {Refused:N0} refused + {Bad:N0} bad + {LeftOut:N0} with an implausible time + {NotSent:N0} not sent");
}
