using System.Collections;
using HazmatTrack.Domain.Documents.Catalog;
using HazmatTrack.Domain.Rules.Catalog;

namespace HazmatTrack.Domain.Tests.Architecture;

/// <summary>Every text of a rule and of a kind of document is there in both languages of the product.</summary>
public sealed class BilingualTests
{
    [Fact]
    public void Every_rule_has_its_name_its_reasons_and_its_parameters_in_both_languages()
    {
        foreach (var rule in RuleList.Catalog.Definitions)
        {
            AssertTexts(rule.Id, rule);
            Assert.NotEmpty(rule.Texts.Reasons);
            Assert.All(rule.Texts.Reasons.Select(r => r.Code).Concat([rule.Id]), code => Assert.Matches("^[a-z0-9]+(-[a-z0-9]+)*$", code));
            Assert.Equal(rule.Texts.Reasons.Count, rule.Texts.Reasons.DistinctBy(r => r.Code).Count());
        }
    }

    [Fact]
    public void Every_kind_of_document_has_its_names_and_its_fields_in_both_languages()
    {
        foreach (var kind in DocumentKinds.Catalog.Kinds)
        {
            AssertTexts(kind.Id, kind);
        }
    }

    private static void AssertTexts(string owner, object of)
    {
        var texts = new List<(string At, LocalText Text)>();
        Collect(owner, of, texts, 0);
        Assert.NotEmpty(texts);
        foreach (var (at, text) in texts)
        {
            Assert.True(text.Chinese is { } chinese && chinese.Any(IsChinese), $"{at} has no Chinese text: '{text.Chinese}'");
            Assert.True(text.English is { } english && english.Any(char.IsAsciiLetter), $"{at} has no English text: '{text.English}'");
            Assert.False(text.English.Any(IsChinese), $"the English text of {at} has Chinese characters: '{text.English}'");
        }
    }

    /// <summary>Finds the texts of an object, of what it lists and of what it consists of.</summary>
    private static void Collect(string at, object? value, List<(string, LocalText)> into, int depth)
    {
        switch (value)
        {
            case LocalText text:
                into.Add((at, text));
                break;
            case IEnumerable many and not string:
                foreach (var (i, one) in many.Cast<object?>().Index())
                {
                    Collect($"{at}[{i}]", one, into, depth);
                }

                break;
            case not null when depth < 4 && value.GetType().Namespace?.StartsWith("HazmatTrack", StringComparison.Ordinal) == true:
                foreach (var property in value.GetType().GetProperties().Where(p => p.GetIndexParameters().Length == 0))
                {
                    Collect($"{at}.{property.Name}", property.GetValue(value), into, depth + 1);
                }

                break;
        }
    }

    private static bool IsChinese(char c) => c is >= '\u4e00' and <= '\u9fff';
}
