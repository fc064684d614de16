using HazmatTrack.Domain.Provinces;

namespace HazmatTrack.Domain.Access;

/// <summary>
/// Who may see what: the one decision behind every query and every item of a stream. It depends on nothing but its arguments.
/// An operator sees its own vehicles, from when they are its own; an inspector what is in the province, bound for it or has just left it, and what has an open
/// alert there; an officer what happened in the province, and the vehicles at home in it (个人信息保护法 art. 6 and 34: no more than the duty needs).
/// </summary>
public static class Visibility
{
    /// <summary>How long an inspector still sees a vehicle that has left the province.</summary>
    public static readonly TimeSpan JustLeft = TimeSpan.FromHours(24);

    /// <summary>Whether a vehicle is seen: in lists, by its id, and in streams.</summary>
    public static bool CanSee(AccessScope scope, VehicleFacts facts) =>
        SeesAnywhere(scope, facts)
        || scope.Governs.Contains(facts.Present)
        || scope.Inspects.Contains(facts.Present)
        || (scope.Inspects.Bits & (facts.Recent.Bits | facts.BoundFor.Bits | facts.OpenAlerts.Bits)) != 0
        || (scope.Governs.Bits & (facts.Recent.Bits | facts.OpenAlerts.Bits)) != 0;

    /// <summary>
    /// Whether it is seen where a vehicle was last seen. Its new operator does not see where the former one left it: for the new one it has not reported yet.
    /// </summary>
    /// <param name="lastSeen">The instant of its newest report.</param>
    public static bool CanSee(AccessScope scope, VehicleFacts facts, Instant lastSeen) =>
        CanSee(lastSeen < facts.OperatorSince ? scope with { Operator = null } : scope, facts);

    /// <summary>
    /// Whether a stretch of a track is seen: where the vehicle was in one province for an interval of event time. An inspector sees of a track what happened
    /// in the province, and, while the vehicle is in sight, the last <see cref="JustLeft"/> wherever it was.
    /// </summary>
    /// <param name="province">The province that the vehicle was in; none where it is unknown.</param>
    /// <param name="interval">First and last instant of the stretch.</param>
    /// <param name="now">The present.</param>
    public static bool CanSee(AccessScope scope, VehicleFacts facts, ProvinceCode province, (Instant From, Instant To) interval, Instant now) =>
        SeesWhole(scope, facts, interval.From)
        || scope.Governs.Contains(province)
        || scope.Inspects.Contains(province)
        || (scope.Inspects.Bits != 0 && interval.From >= now - JustLeft && CanSee(scope with { Operator = null, Governs = default }, facts));

    /// <summary>Whether an alert is seen: that of a vehicle seen whole, or one that concerns a province of the caller.</summary>
    /// <param name="facts">Whose the vehicle is, and where it is at home.</param>
    /// <param name="concerned">The provinces that the alert concerns: where it happened, the one left and the one entered.</param>
    /// <param name="onset">When it began.</param>
    public static bool CanSeeAlert(AccessScope scope, VehicleFacts facts, ProvinceSet concerned, Instant onset) =>
        SeesWhole(scope, facts, onset) || ((scope.Governs.Bits | scope.Inspects.Bits) & concerned.Bits) != 0;

    /// <summary>
    /// Whether a document may be filed or withdrawn, which is less than it is seen: that of a vehicle at home in a governed province, or one that concerns
    /// governed provinces alone. One that says of no province that it concerns it is nobody's to change.
    /// </summary>
    /// <param name="home">The home of the document's vehicle; none for another document.</param>
    /// <param name="concerned">The provinces that the document was filed for.</param>
    public static bool CanFile(AccessScope scope, ProvinceCode home, ProvinceSet concerned) =>
        scope.Governs.Contains(home) || (concerned.Bits != 0 && (concerned.Bits & ~scope.Governs.Bits) == 0);

    /// <summary>
    /// Whether the persons that documents of a vehicle name are seen in full, which is less than the documents are: by the operator whose people they are, by
    /// the authority at the vehicle's home, and by those who have an open alert of it to handle (个人信息保护法 art. 6, 28 and 34). Everybody else sees them masked,
    /// also the vehicle's new operator those of the former one's time.
    /// </summary>
    /// <param name="from">From when on the document holds.</param>
    public static bool CanSeePersons(AccessScope scope, VehicleFacts facts, Instant from) =>
        SeesWhole(scope, facts, from) || ((scope.Governs.Bits | scope.Inspects.Bits) & facts.OpenAlerts.Bits) != 0;

    /// <summary>Whether all of a vehicle's data from an instant on is seen, wherever it was. Of a former operator's time its new one sees nothing.</summary>
    public static bool SeesWhole(AccessScope scope, VehicleFacts facts, Instant from) =>
        (IsOwn(scope, facts) && from >= facts.OperatorSince) || scope.Governs.Contains(facts.Home);

    /// <summary>Whether a vehicle is seen wherever it is.</summary>
    public static bool SeesAnywhere(AccessScope scope, VehicleFacts facts) => IsOwn(scope, facts) || scope.Governs.Contains(facts.Home);

    private static bool IsOwn(AccessScope scope, VehicleFacts facts) => scope.Operator is { } own && own == facts.Operator;
}
