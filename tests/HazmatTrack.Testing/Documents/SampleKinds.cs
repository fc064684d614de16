using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Documents.Catalog;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Rules.Catalog;
using HazmatTrack.Testing.Documents.Operators;
using HazmatTrack.Testing.Documents.Persons;
using HazmatTrack.Testing.Documents.Zones;

namespace HazmatTrack.Testing.Documents;

/// <summary>The product's kinds of document and rules, and more of each as somebody adds them: a folder and a line.</summary>
public static class SampleKinds
{
    public static readonly DocumentCatalog All = new(
    [
        .. DocumentKinds.Catalog.Kinds, ZoneKind.Definition, Licence.Definition, Suspension.Definition, Dispatch.Definition, Certificate.Definition,
    ]);

    public static readonly RuleCatalog Rules = new([.. RuleList.Catalog.Definitions, ZoneRule.Definition, SuspensionRule.Definition]);
}
