namespace HazmatTrack.Domain.Rules.Findings;

/// <summary>Why a finding about a vehicle is made or changed. The numbers are stored.</summary>
public enum ChangeCause
{
    /// <summary>A report that came in order.</summary>
    Report = 0,

    /// <summary>A report that came after later ones (补报), or that showed another's time to be wrong.</summary>
    LateReport = 1,

    /// <summary>A permit, a route or another document was filed, corrected or withdrawn after the fact.</summary>
    Document = 2,

    /// <summary>A rule, or a parameter of one, came into force for a time that had been evaluated before.</summary>
    RuleVersion = 3,

    /// <summary>The stored result differs from what the reports give: in a state that was built again, or a vehicle that was repaired.</summary>
    Correction = 4,

    /// <summary>The passing of time: nothing came until a deadline.</summary>
    Time = 5,
}

/// <summary>Properties of a cause.</summary>
public static class ChangeCauses
{
    /// <summary>Whether nobody could be notified in time.</summary>
    public static bool IsLate(this ChangeCause cause) => cause is not (ChangeCause.Report or ChangeCause.Time);
}
