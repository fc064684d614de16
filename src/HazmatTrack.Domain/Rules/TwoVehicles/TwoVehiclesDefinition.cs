namespace HazmatTrack.Domain.Rules.TwoVehicles;

/// <summary>The definition of the finding that is made while reports are assigned to tracks, before any rule evaluates.</summary>
public static class TwoVehiclesDefinition
{
    public static readonly RuleDefinition Definition = new()
    {
        Id = TwoVehiclesEpisode.RuleId,
        Texts = TwoVehiclesTexts.Texts,
    };
}
