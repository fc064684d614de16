using HazmatTrack.Http;
using Microsoft.Extensions.FileProviders;

namespace HazmatTrack.Server.Hosting;

/// <summary>The page at <c>/</c>: files in the program's folder, which browsers request again each time so that an update is visible at once.</summary>
internal static class ConsoleFiles
{
    /// <summary>The folder where the build places the page.</summary>
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "console");

    /// <summary>Whether the program was built with its page.</summary>
    public static bool IsThere(string folder) => File.Exists(Path.Combine(folder, "index.html"));

    public static void UseConsole(this WebApplication app, string folder)
    {
        if (!IsThere(folder))
        {
            app.MapMethods("/", [HttpMethods.Get, HttpMethods.Head], context =>
            {
                Secure(context.Response.Headers, style: "'unsafe-inline'");
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                context.Response.ContentType = "text/html; charset=utf-8";
                return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask
                    : context.Response.WriteAsync(MissingConsole.Html, context.RequestAborted);
            }).AllowAnonymous().ExcludeFromDescription();
            return;
        }

        var files = new PhysicalFileProvider(folder);
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        app.UseStaticFiles(new StaticFileOptions { FileProvider = files, OnPrepareResponse = context => Secure(context.Context.Response.Headers) });
    }

    /// <summary>
    /// Whom a page may be shown by, and what it may load: nothing from elsewhere, and no script or style that is written into it. The headers of every answer
    /// come besides (<see cref="SecurityHeaders"/>).
    /// </summary>
    /// <param name="style">Whence styles come.</param>
    private static void Secure(IHeaderDictionary headers, string style = "'self'")
    {
        headers.CacheControl = "no-cache";
        headers.XFrameOptions = "DENY";
        headers.ContentSecurityPolicy =
            "default-src 'none'; script-src 'self'; worker-src 'self' blob:; connect-src 'self'; img-src 'self' data: blob:; "
            + $"style-src {style}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    }
}
