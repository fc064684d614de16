using HazmatTrack.Domain.Documents;

namespace HazmatTrack.Server.Tests.Tracking.Laws;

/// <summary>One thing that happens in a history. Each can happen at any time: what it needs and does not find, it does without.</summary>
internal abstract record Act;

/// <summary>The next records of the log come in one batch and are judged.</summary>
internal sealed record Read(int Records) : Act;

/// <summary>The oldest batch that is judged is stored, and a slice of what is noted is judged again.</summary>
internal sealed record Store : Act;

/// <summary>The next vehicle that is asked for is judged in a batch of its own.</summary>
internal sealed record Ask : Act;

/// <summary>A document is filed, corrected or withdrawn. No silo judges by it yet.</summary>
internal sealed record File(IDocument Document) : Act
{
    public override string ToString() => $"File {Document.Kind} {Document}";
}

/// <summary>The silo reads what was filed and judges by it from now on.</summary>
internal sealed record Look : Act;

/// <summary>The silo begins to note what was filed, or goes on with it: from one call of a store to the next.</summary>
internal sealed record Note : Act;

/// <summary>Time passes by so much, up to the next record at most; vehicles that are overdue are looked at.</summary>
internal sealed record Pass(TimeSpan By) : Act;

/// <summary>All that is open in history goes into chunks.</summary>
internal sealed record Flush : Act;

/// <summary>A vehicle goes to sleep, if all of it is stored.</summary>
internal sealed record Sleep(int Vehicle) : Act;

/// <summary>The process ends, while the oldest judged batch is being stored or before; another start follows.</summary>
internal sealed record Crash(CrashPoint At, Start Next) : Act;

/// <summary>The other silo takes the partition over, and the one before does not know it.</summary>
internal sealed record TakeOver(Start Next) : Act;

/// <summary>The silo that was replaced stores the oldest batch that it has judged.</summary>
internal sealed record StoreLate : Act;

/// <summary>What has come so far is stored and worked off, and what is active is compared.</summary>
internal sealed record Settle : Act;

/// <summary>Between which two durable steps a process ends.</summary>
internal enum CrashPoint
{
    Before,
    AfterAlerts,
    AfterHistory,
    AfterHotState,
}

/// <summary>How the partition is taken over.</summary>
/// <param name="Build">Which program.</param>
/// <param name="TrustsHotState">Whether hot state is whole.</param>
/// <param name="Back">So many records of what is stored are read again.</param>
/// <param name="Parameters">How many versions of the parameters the program has been given.</param>
internal sealed record Start(int Build, bool TrustsHotState, int Back, int Parameters);
