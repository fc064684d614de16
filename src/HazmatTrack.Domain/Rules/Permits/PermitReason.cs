namespace HazmatTrack.Domain.Rules.Permits;

/// <summary>Why an entry is not covered, as stable codes that the texts are keyed by.</summary>
public static class PermitReason
{
    /// <summary>No permit is filed for the vehicle that had begun by then, or begins within a day, and had not ended half a year before.</summary>
    public const string None = "permit-none";

    /// <summary>Permits are filed, none of them for the province entered.</summary>
    public const string OtherProvinces = "permit-other-provinces";

    /// <summary>A permit for the province had ended by then.</summary>
    public const string Expired = "permit-expired";

    /// <summary>A permit for the province had been withdrawn by then.</summary>
    public const string Withdrawn = "permit-withdrawn";

    /// <summary>A permit for the province began only later, and no more than a day later.</summary>
    public const string NotYetValid = "permit-not-yet-valid";

    /// <summary>
    /// A permit for the province was in force during part of the time in which the border may have been passed: the reports do not show whether the entry
    /// was covered.
    /// </summary>
    public const string Uncertain = "permit-uncertain";
}
