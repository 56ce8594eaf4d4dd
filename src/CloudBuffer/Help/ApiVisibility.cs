using Microsoft.AspNetCore.Mvc.ApplicationModels;

namespace CloudBuffer.Help;

/// <summary>Shows all actions to the API document, which picks what is no page.</summary>
sealed class ApiVisibility : IApplicationModelConvention
{
    public void Apply(ApplicationModel application) => application.ApiExplorer.IsVisible = true;
}
